package io.github.headgate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChannelSocketTest {

    private static final Duration LONG = Duration.ofSeconds(10);
    private static final byte[] READY_FOR_QUERY = {'Z', 0, 0, 0, 5, 'I'};

    private final CountDownLatch busy = new CountDownLatch(1);
    private final CountDownLatch free = new CountDownLatch(1);

    @TempDir
    Path directory;

    @Test
    void hasReadWhatCameWhileItsEpollWasBusyOnceItIsCaughtUp() throws Exception {
        assumeTrue(Epoll.isAvailable());
        hasReadWhatCameWhileItsLoopWasBusyOnceItIsCaughtUp(EpollIoHandler.newFactory(), EpollDomainSocketChannel.class,
                new DomainSocketAddress(path().toFile()));
    }

    @Test
    void hasReadWhatCameWhileItsSelectorWasBusyOnceItIsCaughtUp() throws Exception {
        hasReadWhatCameWhileItsLoopWasBusyOnceItIsCaughtUp(NioIoHandler.newFactory(), NioDomainSocketChannel.class,
                UnixDomainSocketAddress.of(path()));
    }

    /** By a socket of the file system: what is written there can be read at once, on a busy machine too. */
    private void hasReadWhatCameWhileItsLoopWasBusyOnceItIsCaughtUp(IoHandlerFactory loops,
            Class<? extends Channel> type,
            SocketAddress address) throws Exception {
        EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, loops);
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(path()));
            Channel channel = connected(loop, type, address);
            ChannelSocket socket = ChannelSocket.of(channel, LONG);
            try (SocketChannel peer = server.accept()) {
                channel.eventLoop().execute(this::toil);
                busy.await();
                CompletableFuture<Long> reads = new CompletableFuture<>();
                socket.whenCaughtUp(() -> reads.complete(socket.reads()));
                peer.write(ByteBuffer.wrap(READY_FOR_QUERY));

                free.countDown();

                assertThat(reads.get(LONG.toSeconds(), TimeUnit.SECONDS)).isEqualTo(1);
            }
        } finally {
            free.countDown();
            loop.shutdownGracefully(0, LONG.toSeconds(), TimeUnit.SECONDS);
        }
    }

    private Path path() {
        return directory.resolve("socket");
    }

    private static Channel connected(EventLoopGroup loop, Class<? extends Channel> type, SocketAddress address)
            throws InterruptedException {
        return new Bootstrap().group(loop).channel(type).handler(new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                channel.pipeline().addLast(new LengthFieldBasedFrameDecoder(1024, 1, 4, -4, 0));
            }
        }).connect(address).sync().channel();
    }

    /** With nothing in the loop, since BlockHound holds {@link Thread#onSpinWait} for blocking. */
    private void toil() {
        busy.countDown();
        while (free.getCount() > 0) {}
    }
}
