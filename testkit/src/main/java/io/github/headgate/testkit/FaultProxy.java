package io.github.headgate.testkit;

import static java.util.Objects.requireNonNull;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A TCP proxy on the loopback interface that breaks connections on command, at the very byte, and counts them, so that a
 * test can show what a client makes of it and bound what it does to a server.
 *
 * <p>It accepts whether the server is there or not. While the server refuses, what was accepted is closed at once.
 *
 * <pre>{@code
 * try (FaultProxy proxy = FaultProxy.before(server)) {
 *     ArmedFault fault = proxy.after(17, Direction.TO_CLIENT, Fault.RESET);
 *     ... // a query by way of proxy.url()
 *     assertThat(fault.struck()).isPresent();
 * }
 * }</pre>
 *
 * <p>It takes one daemon thread, however many connections there are. Commands block until they have taken effect, so
 * they are for a test's own thread.
 */
public final class FaultProxy implements AutoCloseable {

    private static final int BACKLOG = 1_024;

    private volatile InetSocketAddress upstream;
    private final Optional<PostgresServer> server;
    private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("headgate-fault-proxy", true), NioIoHandler.newFactory());
    private final Channel listener;
    private final List<Instant> connectTimes = new CopyOnWriteArrayList<>();
    private final List<ProxiedConnection> open = new CopyOnWriteArrayList<>();
    private final Set<ArmedFault> armed = new CopyOnWriteArraySet<>();
    private final Set<Direction> stalled = EnumSet.noneOf(Direction.class); // of the event loop, as the next
    private boolean refusing;
    private volatile Pace pace = Pace.FULL;
    private final AtomicInteger taken = new AtomicInteger();
    private final AtomicInteger mostOpen = new AtomicInteger();

    private FaultProxy(InetSocketAddress upstream, Optional<PostgresServer> server) {
        this.upstream = upstream;
        this.server = server;
        this.listener = new ServerBootstrap()
                .group(loop)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.AUTO_READ, false)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new Accepting())
                .bind(InetAddress.getLoopbackAddress(), 0)
                .syncUninterruptibly()
                .channel();
    }

    /** A proxy on a free port. The server need not run. */
    public static FaultProxy before(PostgresServer server) {
        return new FaultProxy(new InetSocketAddress(server.host(), server.port()), Optional.of(server));
    }

    /** A proxy before anything else that speaks TCP. */
    public static FaultProxy to(String host, int port) {
        return new FaultProxy(new InetSocketAddress(host, port), Optional.empty());
    }

    public String host() {
        return address().getAddress().getHostAddress();
    }

    public int port() {
        return address().getPort();
    }

    /**
     * The server's R2DBC URL, by way of this proxy.
     *
     * @throws IllegalStateException if it does not stand before a {@link PostgresServer}
     */
    public String url() {
        return server.orElseThrow(() -> new IllegalStateException("nothing is known of what is at " + upstream))
                .url(host(), port());
    }

    /** How many connections were accepted until now. */
    public int connects() {
        return connectTimes.size();
    }

    /** When each connection was accepted, in order. */
    public List<Instant> connectTimes() {
        return List.copyOf(connectTimes);
    }

    /** The connections that are open, in the order in which they were made. */
    public List<ProxiedConnection> connections() {
        return List.copyOf(open);
    }

    /** How many connections are open, or being opened to the server. */
    public int open() {
        return taken.get();
    }

    /** The most connections that were {@link #open} at once. */
    public int mostOpen() {
        return mostOpen.get();
    }

    /**
     * Arms a fault that strikes once, on whichever connection first has passed so many bytes in that direction from now
     * on: right after the last of these, and if it is 0 bytes, in place of the next one.
     */
    public ArmedFault after(long bytes, Direction direction, Fault fault) {
        ArmedFault next = new ArmedFault(direction, bytes, fault);
        command(() -> {
            open.forEach(connection -> connection.count(next));
            armed.add(next);
        });
        return next;
    }

    /** Breaks all connections that are open. */
    public void strike(Fault fault) {
        requireNonNull(fault, "fault");
        command(() -> open.forEach(connection -> connection.breakBy(fault)));
    }

    /** Lets no byte pass in these directions, or in both if none is given, on any connection, until it {@link #flow}s. */
    public void stall(Direction... directions) {
        Set<Direction> some = directions.length == 0 ? EnumSet.allOf(Direction.class)
                : EnumSet.of(directions[0], directions);
        command(() -> stalled.addAll(some));
    }

    /** Ends every stall. What was held is delivered in its order, as TCP does when a network has healed. */
    public void flow() {
        command(() -> {
            stalled.clear();
            open.forEach(ProxiedConnection::flow);
        });
    }

    /** Resets whoever connects from now on, until {@link #accept}. */
    public void refuse() {
        command(() -> refusing = true);
    }

    /** Takes connections again. */
    public void accept() {
        command(() -> refusing = false);
    }

    /**
     * Delays what is read from either side by a time between these, drawn at random for each read; the order is kept.
     * What is under way keeps the delay that it has.
     *
     * @throws IllegalArgumentException if {@code least} is negative or longer than {@code most}
     */
    public void delay(Duration least, Duration most, long seed) {
        Pace delayed = pace().delayed(least, most, seed);
        command(() -> pace = delayed);
    }

    /**
     * Sends no more than so many bytes at once.
     *
     * @throws IllegalArgumentException if less than 1
     */
    public void slice(int bytes) {
        Pace sliced = pace().sliced(bytes);
        command(() -> pace = sliced);
    }

    /** Ends {@link #delay} and {@link #slice}. */
    public void hurry() {
        command(() -> pace = Pace.FULL);
    }

    /** Leads whoever connects from now on to another server, as a name does that moves in a failover. */
    public void lead(PostgresServer other) {
        upstream = new InetSocketAddress(other.host(), other.port());
    }

    /** Closes all connections, and takes no more. */
    @Override
    public void close() {
        if (!loop.isShuttingDown()) {
            command(() -> {
                listener.close();
                open.forEach(ProxiedConnection::end);
            });
            loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
        }
    }

    @Override
    public String toString() {
        return "FaultProxy[" + port() + " to " + upstream + "]";
    }

    Pace pace() {
        return pace;
    }

    boolean isStalled(Direction direction) {
        return stalled.contains(direction);
    }

    Stream<ArmedFault> armed(Direction direction) {
        return armed.stream().filter(fault -> fault.direction() == direction);
    }

    void disarm(ArmedFault fault) {
        armed.remove(fault);
    }

    void command(Runnable command) {
        loop.submit(command).syncUninterruptibly();
    }

    void ended(ProxiedConnection connection) {
        open.remove(connection);
    }

    private InetSocketAddress address() {
        return (InetSocketAddress) listener.localAddress();
    }

    private void accepted(Channel client) {
        connectTimes.add(Instant.now());
        counted(1);
        client.closeFuture().addListener(closed -> counted(-1));
        new Bootstrap()
                .group(client.eventLoop())
                .channel(NioSocketChannel.class)
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(new ChannelInboundHandlerAdapter())
                .connect(upstream)
                .addListener((ChannelFutureListener) connect -> connected(client, connect));
    }

    private void connected(Channel client, ChannelFuture connect) {
        if (!connect.isSuccess() || !client.isActive()) {
            client.close(); // the server refuses, and the client hears of it by the close
            connect.channel().close();
            return;
        }
        ProxiedConnection connection = new ProxiedConnection(connects(), client, connect.channel(), this);
        open.add(connection);
        connection.begin();
    }

    private void counted(int change) {
        mostOpen.accumulateAndGet(taken.addAndGet(change), Math::max);
    }

    /** What comes to the door. */
    private final class Accepting extends ChannelInitializer<Channel> {

        @Override
        protected void initChannel(Channel client) {
            if (refusing) {
                client.config().setOption(ChannelOption.SO_LINGER, 0);
                client.close();
            } else {
                accepted(client);
            }
        }
    }
}
