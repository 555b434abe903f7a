package io.github.headgate.testkit;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One socket of a {@link ProxiedConnection}, and the ways to end it. What it reads goes into its pipe until it is told
 * to pass no more; from then on it is thrown away. Runs on the proxy's event loop.
 *
 * <p>The channel must not read by itself, and must allow half-closure: else an end could not be held back.
 */
final class Side extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(FaultProxy.class);

    /** How long what still arrives after the end is thrown away, before it is answered by a reset. */
    private static final long LINGER_MILLIS = 1_000;

    private final SocketChannel channel;
    private final ProxiedConnection connection;
    private final Pipe pipe;
    private boolean passing = true;
    private boolean finished;

    Side(SocketChannel channel, ProxiedConnection connection, Pipe pipe) {
        this.channel = channel;
        this.connection = connection;
        this.pipe = pipe;
    }

    boolean isWritable() {
        return channel.isWritable();
    }

    void write(ByteBuf bytes) {
        channel.writeAndFlush(bytes, channel.voidPromise());
    }

    /** Does so when all that was written has gone to the socket, or cannot go there any more. */
    void whenFlushed(Runnable next) {
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(flushed -> next.run());
    }

    void whenClosed(Runnable next) {
        channel.closeFuture().addListener(closed -> next.run());
    }

    void readOn() {
        if (!channel.isInputShutdown() && (!passing || pipe.hasRoom())) {
            channel.read();
        }
    }

    /** Stays open, and listens to nothing but its end. */
    void silence() {
        passing = false;
        readOn();
    }

    /**
     * Sends the end, after all that was written. Closed at once with bytes unread, a socket would send a reset instead,
     * so these are read first, for a while.
     */
    void finish() {
        if (!finished) {
            finished = true;
            silence();
            whenFlushed(this::sendEnd);
        }
    }

    private void sendEnd() {
        ChannelFuture sent = channel.shutdownOutput();
        if (channel.isInputShutdown()) {
            sent.addListener(done -> channel.close());
        } else {
            channel.eventLoop().schedule(() -> channel.close(), LINGER_MILLIS, MILLISECONDS);
        }
    }

    void reset() {
        passing = false;
        finished = true;
        if (channel.isOpen()) {
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
            channel.close();
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        readOn();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (passing) {
            pipe.take((ByteBuf) message);
        } else {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        readOn();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        connection.pump();
    }

    /** Half-closure is allowed, so the end of the input comes as an event. */
    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            ended(Pipe.Ending.END);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
        if (!(failure instanceof IOException)) {
            LOG.error("{} is reset by a failure of the proxy itself", connection, failure);
        }
        ended(Pipe.Ending.RESET);
    }

    /** Netty closes a channel to which it cannot write: its peer has reset it. */
    @Override
    public void channelInactive(ChannelHandlerContext context) {
        ended(Pipe.Ending.RESET);
    }

    private void ended(Pipe.Ending ending) {
        if (passing) {
            pipe.end(ending);
        } else if (ending == Pipe.Ending.RESET || !finished || channel.isOutputShutdown()) {
            channel.close();
        }
    }
}
