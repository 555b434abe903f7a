package io.github.headgate.testkit;

import static java.util.Objects.requireNonNull;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * A TCP proxy on the loopback interface that breaks connections on command, at the very byte, and counts them, so that a
 * test can show what a client makes of it and bound what it does to a server.
 *
 * <p>It accepts whether the server is there or not. While the server refuses, what was accepted is closed at once. The
 * end of one side is the end of both, once all that came before it has been passed on.
 *
 * <pre>{@code
 * try (FaultProxy proxy = FaultProxy.before(server)) {
 *     ArmedFault fault = proxy.after(17, Direction.TO_CLIENT, Fault.RESET);
 *     ... // a query by way of proxy.url()
 *     assertThat(fault.struck()).isPresent();
 * }
 * }</pre>
 *
 * <p>It takes one daemon thread, however many connections there are, and reads no more than a peer takes, but for some
 * hundred kilobytes. What it counts can be asked on any thread. Commands block until they have taken effect, so they are
 * for a test's own thread; once it is closed, they throw {@link IllegalStateException}.
 */
public final class FaultProxy implements AutoCloseable {

    private static final int BACKLOG = 1_024;

    private volatile InetSocketAddress upstream;
    private final Optional<PostgresServer> server;
    private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("headgate-fault-proxy", true), NioIoHandler.newFactory());
    private final ChannelGroup channels = new DefaultChannelGroup(loop.next());
    private final ByteBufAllocator buffers = new UnpooledByteBufAllocator(true); // a driver would wait for a shared one
    private final Conditions conditions = new Conditions();
    private final Tally tally = new Tally();
    private final Doorman doorman;
    private final Channel listener;
    private final InetSocketAddress address;

    private FaultProxy(InetSocketAddress upstream, Optional<PostgresServer> server) {
        this.upstream = upstream;
        this.server = server;
        this.doorman = new Doorman(this);
        this.listener = new ServerBootstrap()
                .group(loop)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.ALLOCATOR, buffers)
                .childOption(ChannelOption.AUTO_READ, false)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(doorman)
                .bind(InetAddress.getLoopbackAddress(), 0)
                .syncUninterruptibly()
                .channel();
        this.address = (InetSocketAddress) listener.localAddress();
    }

    /** A proxy on a free port. The server need not run. */
    public static FaultProxy before(PostgresServer server) {
        return new FaultProxy(new InetSocketAddress(server.host(), server.port()), Optional.of(server));
    }

    /** A proxy between clients and a pooler. To stand behind that, see {@link PgBouncer.Builder#upstream}. */
    public static FaultProxy before(PgBouncer bouncer) {
        return new FaultProxy(new InetSocketAddress(bouncer.host(), bouncer.port()), Optional.of(bouncer.server()));
    }

    /**
     * A proxy before anything else that speaks TCP.
     *
     * @throws IllegalArgumentException if {@code host} is unknown, or there can be no such port
     */
    public static FaultProxy to(String host, int port) {
        InetSocketAddress upstream = new InetSocketAddress(host, port);
        if (upstream.isUnresolved()) {
            throw new IllegalArgumentException("host must be known, was " + host);
        }
        return new FaultProxy(upstream, Optional.empty());
    }

    public String host() {
        return address.getAddress().getHostAddress();
    }

    public int port() {
        return address.getPort();
    }

    /**
     * The server's R2DBC URL, by way of this proxy.
     *
     * @throws IllegalStateException if it does not stand before a {@link PostgresServer} or a {@link PgBouncer}
     */
    public String url() {
        return server.orElseThrow(() -> new IllegalStateException("nothing is known of what is at " + upstream))
                .url(host(), port());
    }

    /** How many connections were accepted until now, without those {@link #refused}. */
    public int connects() {
        return tally.connects();
    }

    /** When each connection was accepted, in order. */
    public List<Instant> connectTimes() {
        return tally.connectTimes();
    }

    /** How many were reset at the door since {@link #refuse}. */
    public int refused() {
        return tally.refused();
    }

    /** The connections that are open, or being opened to the server, in the order in which they were accepted. */
    public List<ProxiedConnection> connections() {
        return tally.open();
    }

    /** How many connections are open, or being opened to the server. */
    public int open() {
        return tally.open().size();
    }

    /** The most connections that were {@link #open} at once. */
    public int mostOpen() {
        return tally.mostOpen();
    }

    /** How many bytes were passed on in that direction, by all connections until now. */
    public long passed(Direction direction) {
        return tally.passed(requireNonNull(direction, "direction"));
    }

    /** How often a connection was broken by a {@link Fault}, armed or at once. */
    public int faults() {
        return tally.faults();
    }

    /**
     * Arms a fault that strikes once, on whichever connection first has passed so many bytes in that direction from now
     * on: right after the last of these, and if it is 0 bytes, in place of the next one. Of several that are armed, each
     * strikes at its own byte.
     *
     * @throws IllegalArgumentException if {@code bytes} is negative
     */
    public ArmedFault after(long bytes, Direction direction, Fault fault) {
        return armed(new ArmedFault(direction, bytes, fault, Optional.empty()));
    }

    ArmedFault armed(ArmedFault next) {
        command(() -> {
            tally.open().forEach(next::countFrom);
            conditions.arm(next);
        });
        return next;
    }

    /** Breaks all connections that are open. */
    public void strike(Fault fault) {
        requireNonNull(fault, "fault");
        command(() -> tally.open().forEach(connection -> connection.strikeNow(fault)));
    }

    /**
     * Lets no byte pass in these directions, or in both if none is given, on any connection, those to come included,
     * until it {@link #flow}s. The end of a side, or its reset, does not pass either.
     */
    public void stall(Direction... directions) {
        Set<Direction> some = Direction.these(directions);
        command(() -> conditions.stall(some));
    }

    /** Ends every stall. What was held is delivered in its order, as TCP does when a network has healed. */
    public void flow() {
        command(this::flowNow);
    }

    /** Resets whoever connects from now on, right after the operating system has accepted him, until {@link #accept}. */
    public void refuse() {
        command(() -> conditions.door(Conditions.Door.REFUSING));
    }

    /**
     * Gives no answer to whoever connects from now on, until {@link #accept}. The server does not hear of him before
     * that, and never if he has left by then.
     */
    public void silence() {
        command(() -> conditions.door(Conditions.Door.SILENT));
    }

    /** Leads to the server whoever connects from now on, and who has waited in {@link #silence}. */
    public void accept() {
        command(doorman::open);
    }

    /**
     * Delays what is read from either side by a time between these, drawn at random for each read; the order is kept.
     * What is under way keeps the delay that it has.
     *
     * @throws IllegalArgumentException if {@code least} is negative or longer than {@code most}
     */
    public void delay(Duration least, Duration most, long seed) {
        if (least.isNegative() || least.compareTo(most) > 0) {
            throw new IllegalArgumentException(
                    "the least delay must be between 0 and the most, was " + least + " > " + most);
        }
        command(() -> conditions.pace(conditions.pace().delayed(least, most, seed)));
    }

    /**
     * Sends no more than so many bytes at once, each time in a packet of its own if the peer keeps up.
     *
     * @throws IllegalArgumentException if less than 1
     */
    public void slice(int bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException("a slice has at least 1 byte, was " + bytes);
        }
        command(() -> conditions.pace(conditions.pace().sliced(bytes)));
    }

    /** Ends {@link #delay} and {@link #slice}. */
    public void hurry() {
        command(() -> conditions.pace(Pace.FULL));
    }

    /** Ends whatever was commanded, and disarms the faults that have not struck. What was broken stays so. */
    public void heal() {
        command(() -> {
            conditions.disarmAll();
            conditions.pace(Pace.FULL);
            flowNow();
            doorman.open();
        });
    }

    /** Leads whoever connects from now on to another server, as a name does that moves in a failover. */
    public void lead(PostgresServer other) {
        command(() -> upstream = new InetSocketAddress(other.host(), other.port()));
    }

    /** Closes all connections, and takes no more. A peer that was still sending may see a reset. */
    @Override
    public void close() {
        if (!loop.isShuttingDown()) {
            command(() -> {
                listener.close();
                tally.open().forEach(ProxiedConnection::cut);
            });
            channels.close().syncUninterruptibly();
            loop.schedule(() -> {}, 1, TimeUnit.MILLISECONDS).syncUninterruptibly(); // a selector frees sockets when it selects
            loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        }
        loop.terminationFuture().syncUninterruptibly();
    }

    /** Where it leads whoever connects now. */
    InetSocketAddress upstream() {
        return upstream;
    }

    @Override
    public String toString() {
        return "FaultProxy[" + port() + " to " + upstream + "]";
    }

    ByteBufAllocator buffers() {
        return buffers;
    }

    /** The sockets of all connections, until they are closed. */
    ChannelGroup channels() {
        return channels;
    }

    Conditions conditions() {
        return conditions;
    }

    Tally tally() {
        return tally;
    }

    void command(Runnable command) {
        submitted(command).syncUninterruptibly();
    }

    private Future<?> submitted(Runnable command) {
        try {
            return loop.submit(command);
        } catch (RejectedExecutionException e) {
            throw new IllegalStateException(this + " is closed", e);
        }
    }

    private void flowNow() {
        conditions.flow();
        tally.open().forEach(ProxiedConnection::flowNow);
    }
}
