package io.github.headgate;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import reactor.core.publisher.Mono;

/** The channel below a connection of R2DBC Postgres. */
record ChannelSocket(Channel channel, Frames frames, Protocol protocol) implements Driver.Socket {

    /** Named, since Netty's native transport need not be there. */
    private static final ChannelOption<Integer> USER_TIMEOUT = ChannelOption
            .valueOf("io.netty.channel.epoll.EpollChannelOption#TCP_USER_TIMEOUT");

    /**
     * The socket of a connection that has just been made, and on which nothing runs. Where the kernel can, it is told to
     * end the connection itself when what we send is not even acknowledged for {@code detection}: nobody is there then.
     */
    static ChannelSocket of(Channel channel, Duration detection) {
        channel.config().setOption(USER_TIMEOUT, (int) detection.toMillis()); // false, and no more, without epoll
        Frames frames = new Frames();
        Protocol protocol = new Protocol();
        channel.pipeline().replace(LengthFieldBasedFrameDecoder.class, null, frames);
        channel.pipeline().addAfter(channel.pipeline().context(frames).name(), null, protocol);
        return new ChannelSocket(channel, frames, protocol);
    }

    @Override
    public boolean isOpen() {
        return channel.isActive();
    }

    @Override
    public void close() {
        channel.close();
    }

    @Override
    public void onClose(Runnable action) {
        channel.closeFuture().addListener(closed -> action.run());
    }

    @Override
    public void later(Runnable action) {
        try {
            channel.eventLoop().execute(action);
        } catch (RejectedExecutionException shutDown) { // so nothing is read any more
            action.run();
        }
    }

    /**
     * A loop does one after the other what it has been asked to, and reads nothing in between; but what becomes due
     * meanwhile waits until it has looked for what there is to read.
     */
    @Override
    public void whenCaughtUp(Runnable action) {
        later(() -> channel.eventLoop()
                .schedule(() -> {}, 0, NANOSECONDS)
                .addListener(dueOrShutDown -> action.run()));
    }

    @Override
    public boolean isAnswered() {
        return protocol.isAnswered();
    }

    @Override
    public Mono<Void> answered() {
        return protocol.answered();
    }

    @Override
    public long reads() {
        return protocol.reads();
    }

    @Override
    public void discardRows(boolean discarding) {
        frames.passOverRows(discarding);
    }

    @Override
    public boolean isInTransaction() {
        return protocol.isInTransaction();
    }
}
