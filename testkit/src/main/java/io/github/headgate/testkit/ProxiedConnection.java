package io.github.headgate.testkit;

import static java.util.Objects.requireNonNull;

import io.netty.channel.socket.SocketChannel;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A connection through a {@link FaultProxy}: two sockets, of the client and of the server. What it tells can be asked on
 * any thread. Commands block until they have taken effect, so they are for a test's own thread.
 */
public final class ProxiedConnection {

    private final int number;
    private final int clientPort;
    private final FaultProxy proxy;
    private final Pipe toServer;
    private final Pipe toClient;
    private final Side client;
    private final Set<Direction> stalled = EnumSet.noneOf(Direction.class); // of the event loop, as the next
    private boolean keptOut;
    private boolean severed;
    private @Nullable Side server; // null: not reached yet
    private volatile OptionalInt portAtServer = OptionalInt.empty();
    private volatile boolean isOpen = true;

    ProxiedConnection(int number, SocketChannel client, FaultProxy proxy) {
        this.number = number;
        this.clientPort = client.remoteAddress().getPort();
        this.proxy = proxy;
        this.toServer = new Pipe(this, Direction.TO_SERVER, proxy.conditions(), client.eventLoop());
        this.toClient = new Pipe(this, Direction.TO_CLIENT, proxy.conditions(), client.eventLoop());
        this.client = new Side(client, this, toServer);
    }

    /** Counted from 1, in the order in which they were accepted. */
    public int number() {
        return number;
    }

    /** The client's own port. */
    public int clientPort() {
        return clientPort;
    }

    /**
     * The port that the server sees this connection come from, as in {@code pg_stat_activity.client_port}.
     *
     * @throws IllegalStateException if the server has not been reached yet
     */
    public int portAtServer() {
        return portAtServer.orElseThrow(() -> new IllegalStateException(this + " has not reached the server"));
    }

    /** How many bytes have been passed on in that direction. */
    public long passed(Direction direction) {
        return (direction == Direction.TO_SERVER ? toServer : toClient).passed();
    }

    /** Whether either side is open for all that it knows. So it is when the connection is stalled or half open. */
    public boolean isOpen() {
        return isOpen;
    }

    /**
     * Arms a fault as {@link FaultProxy#after} does, for this connection alone.
     *
     * @throws IllegalArgumentException if {@code bytes} is negative
     */
    public ArmedFault after(long bytes, Direction direction, Fault fault) {
        return proxy.armed(new ArmedFault(direction, bytes, fault, Optional.of(this)));
    }

    /** Breaks this connection alone. */
    public void strike(Fault fault) {
        requireNonNull(fault, "fault");
        proxy.command(() -> strikeNow(fault));
    }

    /** Lets no byte pass in these directions, or in both if none is given, until it flows again. */
    public void stall(Direction... directions) {
        Set<Direction> some = Direction.these(directions);
        proxy.command(() -> stalled.addAll(some));
    }

    /** Ends the stalls of this connection, but not one of the whole proxy. */
    public void flow() {
        proxy.command(this::flowNow);
    }

    @Override
    public String toString() {
        return "connection " + number + " of " + proxy;
    }

    Side client() {
        return client;
    }

    /** Whether it is not led on to the server, until the proxy accepts again. */
    boolean isKeptOut() {
        return keptOut;
    }

    void keptOut(boolean next) {
        keptOut = next;
    }

    /** The server has taken the connection. */
    void reached(SocketChannel channel) {
        Side there = new Side(channel, this, toClient);
        server = there;
        portAtServer = OptionalInt.of(channel.localAddress().getPort());
        channel.pipeline().addLast(there);
        if (severed) {
            there.finish(); // was broken meanwhile
        }
        there.readOn();
        pump();
    }

    /** Whether bytes may pass in that direction. */
    boolean lets(Direction direction) {
        return !severed && server != null && !stalled.contains(direction)
                && !proxy.conditions().isStalled(direction);
    }

    Side source(Direction direction) {
        return direction == Direction.TO_SERVER ? client : requireNonNull(server);
    }

    Side target(Direction direction) {
        return direction == Direction.TO_SERVER ? requireNonNull(server) : client;
    }

    /** Passes on whatever may pass now. */
    void pump() {
        toServer.pump();
        toClient.pump();
    }

    void flowNow() {
        stalled.clear();
        pump();
    }

    /** The end of one side is the end of both, as no Postgres client closes by halves. */
    void ended(Direction direction, Pipe.Ending ending) {
        if (ending == Pipe.Ending.END) {
            cut();
        } else {
            sever();
            target(direction).whenFlushed(this::reset);
        }
    }

    void strike(ArmedFault armed) {
        proxy.conditions().disarm(armed);
        armed.striking(this);
        if (armed.fault() == Fault.RESET) {
            sever();
            target(armed.direction()).whenFlushed(() -> struck(armed)); // a reset overtakes what is not sent yet
        } else {
            struck(armed);
        }
    }

    private void struck(ArmedFault armed) {
        strikeNow(armed.fault());
        armed.struck(this);
    }

    void strikeNow(Fault fault) {
        if (!isOpen) {
            return;
        }
        proxy.tally().struck();
        switch (fault) {
            case CUT -> cut();
            case RESET -> reset();
            case STALL -> stalled.addAll(List.of(Direction.values()));
            case STALL_TO_SERVER -> stalled.add(Direction.TO_SERVER);
            case STALL_TO_CLIENT -> stalled.add(Direction.TO_CLIENT);
            case HALF_OPEN -> halfOpen(server, client);
            case HALF_OPEN_AT_SERVER -> halfOpen(client, server);
        }
    }

    /** Sends the end to both sides. */
    void cut() {
        sever();
        over(); // before the peers can know
        sides().forEach(Side::finish);
    }

    private void reset() {
        sever();
        over();
        sides().forEach(Side::reset);
    }

    private void halfOpen(@Nullable Side closing, @Nullable Side staying) {
        sever();
        if (closing != null) {
            closing.finish(); // else when it is reached
        }
        if (staying != null) {
            staying.silence();
            staying.whenClosed(this::over);
        } else {
            over();
        }
    }

    private Collection<Side> sides() {
        Side there = server;
        return there == null ? List.of(client) : List.of(client, there);
    }

    private void sever() {
        severed = true;
        toServer.discard();
        toClient.discard();
    }

    private void over() {
        isOpen = false;
        proxy.tally().ended(this);
    }
}
