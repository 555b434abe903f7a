package io.github.headgate;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Reads along what goes over a connection, to know by the protocol itself whether the server is at rest. The driver
 * cannot be asked: it ends an answer at its error, before the server has ended it, and knows of a transaction only what
 * it has read.
 *
 * <p>Each {@code Query} and each {@code Sync} is answered by one {@code ReadyForQuery}, which tells the state of the
 * transaction; see the manual's chapter on the message flow. A cursor is read with no {@code Sync} before its end.
 *
 * <p>It stands behind {@link Frames}, so that each message that comes in is whole, and what goes out are whole
 * messages one behind the other. Written by the channel's event loop alone.
 */
final class Protocol extends ChannelDuplexHandler {

    private static final int TYPE_LENGTH = 1; // and the length that follows counts itself, but not the type
    private static final int STATUS_OFFSET = 5; // in ReadyForQuery

    private final AtomicInteger unanswered = new AtomicInteger();
    private final AtomicLong reads = new AtomicLong();
    private final List<Sinks.Empty<Void>> waiting = new ArrayList<>(); // guarded by this
    private volatile boolean inTransaction;
    private volatile boolean unsynchronized; // messages of the extended protocol have gone out, and no Sync after them

    boolean isAnswered() {
        return unanswered.get() == 0 && !unsynchronized;
    }

    /** How often something was read, be it a part of a message. */
    long reads() {
        return reads.get();
    }

    boolean isInTransaction() {
        return inTransaction;
    }

    /** Completes on the event loop when nothing is unanswered, or the channel has been closed. */
    Mono<Void> answered() {
        return Mono.defer(() -> {
            synchronized (this) {
                if (isAnswered()) {
                    return Mono.empty();
                }
                Sinks.Empty<Void> sink = Sinks.empty();
                waiting.add(sink);
                return sink.asMono();
            }
        });
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (message instanceof ByteBuf messages) {
            note(messages);
        }
        context.write(message, promise);
    }

    private void note(ByteBuf messages) {
        int at = messages.readerIndex();
        while (at + TYPE_LENGTH + Integer.BYTES <= messages.writerIndex()) {
            note(messages.getByte(at));
            at += TYPE_LENGTH + messages.getInt(at + TYPE_LENGTH);
        }
    }

    private void note(byte type) {
        switch (type) {
            case 'Q' -> unanswered.incrementAndGet(); // Query
            case 'S' -> { // Sync
                unanswered.incrementAndGet();
                unsynchronized = false;
            }
            case 'P', 'B', 'D', 'E', 'C', 'H' -> unsynchronized = true; // Parse, Bind, Describe, Execute, Close, Flush
            default -> {
                // part of something that was begun before
            }
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        boolean ready = message instanceof ByteBuf whole && isReadyForQuery(whole);
        if (ready) { // before the driver hears of it, whose callers ask at once
            unanswered.decrementAndGet();
        }
        context.fireChannelRead(message);
        if (ready) {
            tellIfAnswered();
        }
    }

    private boolean isReadyForQuery(ByteBuf message) {
        int start = message.readerIndex();
        if (message.getByte(start) != 'Z') {
            return false;
        }
        inTransaction = message.getByte(start + STATUS_OFFSET) != 'I';
        return true;
    }

    /** Comes after each read, whether the decoder has a whole message by then or not. */
    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        reads.lazySet(reads.get() + 1); // written here alone
        context.fireChannelReadComplete();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        unanswered.set(0);
        unsynchronized = false;
        context.fireChannelInactive();
        tellIfAnswered();
    }

    private void tellIfAnswered() {
        List<Sinks.Empty<Void>> told;
        synchronized (this) {
            if (waiting.isEmpty() || !isAnswered()) {
                return;
            }
            told = List.copyOf(waiting);
            waiting.clear();
        }
        told.forEach(sink -> sink.tryEmitEmpty().orThrow());
    }
}
