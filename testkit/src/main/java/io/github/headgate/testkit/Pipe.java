package io.github.headgate.testkit;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One direction of a connection: reads from one channel and writes to the other, as fast as the other takes it and the
 * proxy lets it. What was read waits here, up to a bound, beyond which no more is read. Runs on the proxy's event loop.
 */
final class Pipe extends ChannelInboundHandlerAdapter {

    private static final int MOST_WAITING = 256 * 1024;

    private final ProxiedConnection connection;
    private final Direction direction;
    private final Channel target;
    private final FaultProxy proxy;
    private final Queue<Chunk> waiting = new ArrayDeque<>();
    private long waitingBytes;
    private long lastDue;
    private boolean timing;
    private boolean ended;
    private final AtomicLong passed = new AtomicLong();

    /** What was read at once, and when it may go on. */
    private record Chunk(ByteBuf bytes, long due) {}

    Pipe(ProxiedConnection connection, Direction direction, Channel target, FaultProxy proxy) {
        this.connection = connection;
        this.direction = direction;
        this.target = target;
        this.proxy = proxy;
    }

    long passed() {
        return passed.get();
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        context.read();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        if (context.channel().isActive()) {
            context.read();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        lastDue = Math.max(lastDue, System.nanoTime() + proxy.pace().delay());
        waiting.add(new Chunk(bytes, lastDue));
        waitingBytes += bytes.readableBytes();
        pump();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        readOn(context.channel());
    }

    /** The end of this side. What is under way still goes on, and then the other side ends, too. */
    @Override
    public void channelInactive(ChannelHandlerContext context) {
        ended = true;
        pump();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
        context.close(); // a reset; the other side hears of it by the close
    }

    /** Passes on what may pass. Called whenever something has changed that could hold it. */
    void pump() {
        while (!waiting.isEmpty() && !isHeld()) {
            pass(waiting.element());
        }
        if (waiting.isEmpty() && ended && !connection.isStalled(direction)) {
            connection.end();
        }
    }

    private boolean isHeld() {
        return connection.isStalled(direction) || !target.isWritable() || isEarly();
    }

    private boolean isEarly() {
        long left = waiting.element().due() - System.nanoTime();
        if (left > 0 && !timing) {
            timing = true;
            target.eventLoop().schedule(this::due, left, NANOSECONDS);
        }
        return left > 0;
    }

    private void due() {
        timing = false;
        pump();
    }

    private void pass(Chunk chunk) {
        Optional<ArmedFault> next = connection.nextFault(direction);
        long free = next.map(fault -> connection.until(fault)).orElse(Long.MAX_VALUE);
        if (free > 0) {
            forward(chunk, (int) Math.min(free, Math.min(proxy.pace().slice(), chunk.bytes().readableBytes())));
        }
        next.filter(fault -> connection.until(fault) <= 0).ifPresent(connection::strike);
    }

    private void forward(Chunk chunk, int count) {
        ByteBuf next = chunk.bytes().readRetainedSlice(count);
        if (!chunk.bytes().isReadable()) {
            waiting.remove(); // before the write, whose failure gives up what waits
            chunk.bytes().release();
        }
        passed.addAndGet(count);
        waitingBytes -= count;
        target.writeAndFlush(next);
        readOn(connection.source(direction));
    }

    private void readOn(Channel source) {
        if (waitingBytes < MOST_WAITING) {
            source.read();
        }
    }

    /** Gives up what waits. */
    void discard() {
        waiting.forEach(chunk -> chunk.bytes().release());
        waiting.clear();
        waitingBytes = 0;
    }
}
