package io.github.headgate;

import io.netty.channel.Channel;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import reactor.core.publisher.Mono;

/** The channel below a connection of R2DBC Postgres. */
record ChannelSocket(Channel channel, Protocol protocol) implements Driver.Socket {

    /** The socket of a connection that has just been made, and on which nothing runs. */
    static ChannelSocket of(Channel channel) {
        Protocol protocol = new Protocol();
        channel.pipeline()
                .addAfter(channel.pipeline().context(LengthFieldBasedFrameDecoder.class).name(), null, protocol);
        return new ChannelSocket(channel, protocol);
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
    public boolean isAnswered() {
        return protocol.isAnswered();
    }

    @Override
    public Mono<Void> answered() {
        return protocol.answered();
    }

    @Override
    public void discardRows(boolean discarding) {
        protocol.discardRows(discarding);
    }

    @Override
    public boolean isInTransaction() {
        return protocol.isInTransaction();
    }
}
