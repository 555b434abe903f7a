package io.github.headgate;

import static io.r2dbc.postgresql.PostgresqlConnectionFactoryProvider.LOOP_RESOURCES;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryMetadata;
import io.r2dbc.spi.ConnectionFactoryOptions;
import reactor.core.publisher.Mono;
import reactor.netty.tcp.TcpResources;

/**
 * R2DBC Postgres, with its connections spread over event loops by what Headgate spreads its own by; for that it stands in
 * Headgate's package. By itself Reactor Netty gives all connections of a pool to one of a user's loops.
 */
public final class SpreadDriver implements ConnectionFactory {

    private final ConnectionFactory driver;
    private final ChannelRecorder recorder;

    private SpreadDriver(ConnectionFactory driver, ChannelRecorder recorder) {
        this.driver = driver;
        this.recorder = recorder;
    }

    /** Over so many of the loops that Reactor Netty shares among all clients of a JVM. */
    public static ConnectionFactory over(int loops, ConnectionFactoryOptions.Builder options) {
        ChannelRecorder recorder = new ChannelRecorder(TcpResources.get(), EventLoops.atMost(loops));
        return new SpreadDriver(ConnectionFactories.get(options.option(LOOP_RESOURCES, recorder).build()), recorder);
    }

    @Override
    public Mono<? extends Connection> create() {
        return Mono.from(driver.create()).doFirst(() -> recorder.begin(Driver.Use.POOL));
    }

    @Override
    public ConnectionFactoryMetadata getMetadata() {
        return driver.getMetadata();
    }
}
