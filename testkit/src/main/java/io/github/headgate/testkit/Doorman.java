package io.github.headgate.testkit;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.util.ArrayList;
import java.util.List;

/** Receives those who connect to a {@link FaultProxy}, and leads them on to the server. Of its event loop alone. */
final class Doorman extends ChannelInitializer<SocketChannel> {

    private final FaultProxy proxy;
    private final List<Runnable> keptOut = new ArrayList<>();

    Doorman(FaultProxy proxy) {
        this.proxy = proxy;
    }

    @Override
    protected void initChannel(SocketChannel client) {
        switch (proxy.conditions().door()) {
            case OPEN -> lead(accepted(client), client.eventLoop());
            case SILENT -> keepOut(accepted(client), client.eventLoop());
            case REFUSING -> refuse(client);
        }
    }

    /** Opens the door, also to those who were kept out. */
    void open() {
        proxy.conditions().door(Conditions.Door.OPEN);
        keptOut.forEach(Runnable::run);
        keptOut.clear();
    }

    private ProxiedConnection accepted(SocketChannel client) {
        ProxiedConnection connection = new ProxiedConnection(proxy.tally().nextNumber(), client, proxy);
        proxy.tally().accepted(connection);
        proxy.channels().add(client);
        client.pipeline().addLast(connection.client());
        return connection;
    }

    private void keepOut(ProxiedConnection connection, EventLoop loop) {
        connection.keptOut(true);
        keptOut.add(() -> {
            connection.keptOut(false);
            lead(connection, loop);
        });
    }

    private void lead(ProxiedConnection connection, EventLoop loop) {
        if (connection.isOpen()) {
            new Bootstrap()
                    .group(loop)
                    .channel(NioSocketChannel.class)
                    .option(ChannelOption.ALLOCATOR, proxy.buffers())
                    .option(ChannelOption.AUTO_READ, false)
                    .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
                    .option(ChannelOption.TCP_NODELAY, true)
                    .handler(new ChannelInboundHandlerAdapter())
                    .connect(proxy.upstream())
                    .addListener((ChannelFutureListener) connect -> answered(connection, connect));
        }
    }

    private void answered(ProxiedConnection connection, ChannelFuture connect) {
        if (connect.isSuccess()) {
            proxy.channels().add(connect.channel());
            connection.reached((SocketChannel) connect.channel());
        } else {
            connection.cut(); // the server refuses, and the client hears of it by the end
        }
    }

    private void refuse(SocketChannel client) {
        client.config().setOption(ChannelOption.SO_LINGER, 0);
        client.close();
        proxy.tally().refusedOne();
    }
}
