package io.github.headgate.testkit;

import static java.util.Objects.requireNonNull;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOption;
import java.net.InetSocketAddress;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A connection through a {@link FaultProxy}: two sockets, of the client and of the server. What it tells can be asked on
 * any thread.
 */
public final class ProxiedConnection {

    private final int number;
    private final Channel client;
    private final Channel server;
    private final FaultProxy proxy;
    private final Map<Direction, Pipe> pipes = new EnumMap<>(Direction.class);
    private final Map<ArmedFault, Long> counted = new HashMap<>(); // bytes that had passed when it was armed
    private final Set<ArmedFault> own = new HashSet<>();
    private boolean stalled;
    private boolean broken;

    ProxiedConnection(int number, Channel client, Channel server, FaultProxy proxy) {
        this.number = number;
        this.client = client;
        this.server = server;
        this.proxy = proxy;
        pipes.put(Direction.TO_SERVER, new Pipe(this, Direction.TO_SERVER, server, proxy));
        pipes.put(Direction.TO_CLIENT, new Pipe(this, Direction.TO_CLIENT, client, proxy));
    }

    /** Counted from 1, in the order in which they were accepted. */
    public int number() {
        return number;
    }

    /** The port that the server sees this connection come from, as in {@code pg_stat_activity.client_port}. */
    public int portAtServer() {
        return ((InetSocketAddress) server.localAddress()).getPort();
    }

    /** How many bytes have been passed on in that direction. */
    public long passed(Direction direction) {
        return pipe(direction).passed();
    }

    /** Whether the client's side is open; so it is when the connection is half open. */
    public boolean isOpen() {
        return client.isActive();
    }

    /** Arms a fault as {@link FaultProxy#after} does, for this connection alone. */
    public ArmedFault after(long bytes, Direction direction, Fault fault) {
        ArmedFault next = new ArmedFault(direction, bytes, fault);
        proxy.command(() -> {
            count(next);
            own.add(next);
        });
        return next;
    }

    /** Breaks this connection alone. It is done when this returns. */
    public void strike(Fault fault) {
        proxy.command(() -> breakBy(fault));
    }

    @Override
    public String toString() {
        return "connection " + number + " of " + proxy;
    }

    /** Connects the two sides. */
    void begin() {
        client.pipeline().addLast(pipe(Direction.TO_SERVER));
        server.pipeline().addLast(pipe(Direction.TO_CLIENT));
        client.closeFuture().addListener(closed -> ended());
    }

    Channel source(Direction direction) {
        return direction == Direction.TO_SERVER ? client : server;
    }

    boolean isStalled(Direction direction) {
        return broken || stalled || proxy.isStalled(direction);
    }

    /** The armed fault whose byte comes first. */
    Optional<ArmedFault> nextFault(Direction direction) {
        Stream<ArmedFault> ours = own.stream().filter(fault -> fault.direction() == direction);
        return Stream.concat(proxy.armed(direction), ours).min((one, other) -> Long.compare(until(one), until(other)));
    }

    /** How many bytes may pass until it strikes here. */
    long until(ArmedFault fault) {
        return fault.bytes() - (passed(fault.direction()) - counted.getOrDefault(fault, 0L));
    }

    /** Counts the bytes for {@code fault} from now on. */
    void count(ArmedFault fault) {
        counted.put(fault, passed(fault.direction()));
    }

    void strike(ArmedFault fault) {
        proxy.disarm(fault);
        own.remove(fault);
        if (fault.strike(this)) {
            breakBy(fault.fault());
        }
    }

    void breakBy(Fault fault) {
        switch (fault) {
            case CUT -> end();
            case RESET -> reset();
            case STALL -> stalled = true;
            case HALF_OPEN -> halfOpen();
        }
    }

    /** Passes on what a stall, or a full buffer, has held. */
    void pump() {
        pipes.values().forEach(Pipe::pump);
    }

    void flow() {
        stalled = false;
        pump();
    }

    /** Closes both sides, when what was passed on has been sent. */
    void end() {
        broken = true;
        closeFlushed(client);
        closeFlushed(server);
    }

    private void reset() {
        broken = true;
        client.config().setOption(ChannelOption.SO_LINGER, 0);
        server.config().setOption(ChannelOption.SO_LINGER, 0);
        client.close();
        server.close();
    }

    private void halfOpen() {
        broken = true;
        closeFlushed(server);
    }

    private static void closeFlushed(Channel channel) {
        channel.writeAndFlush(channel.alloc().buffer(0)).addListener(ChannelFutureListener.CLOSE);
    }

    private void ended() {
        server.close();
        pipes.values().forEach(Pipe::discard);
        proxy.ended(this);
    }

    private Pipe pipe(Direction direction) {
        return requireNonNull(pipes.get(direction));
    }
}
