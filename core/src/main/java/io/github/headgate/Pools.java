package io.github.headgate;

import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryMetadata;
import java.time.Duration;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Sets up r2dbc-pool so that it does one thing: make connections, so many at most, and end them; what lies idle lies
 * {@linkplain IdleStack with us}. It retries nothing and sets no limits of time, since its timers run on the global
 * scheduler and each of its limits starts anew.
 */
final class Pools {

    private static final Duration OFF = Duration.ofMillis(-1);

    private Pools() {}

    static ConnectionPool pool(HeadgateOptions options, Mono<? extends Connection> connect) {
        return new ConnectionPool(ConnectionPoolConfiguration.builder(factory(options, connect))
                .name(options.name())
                .initialSize(0) // the engine takes the first ones itself
                .maxSize(options.maxSize())
                .acquireRetry(0)
                .maxIdleTime(OFF)
                .maxLifeTime(OFF)
                .backgroundEvictionInterval(Duration.ZERO)
                .allocatorSubscribeOn(Schedulers.immediate()) // else it hops to Schedulers.single()
                .build());
    }

    private static ConnectionFactory factory(HeadgateOptions options, Mono<? extends Connection> connect) {
        return new ConnectionFactory() {

            @Override
            public Publisher<? extends Connection> create() {
                return connect;
            }

            @Override
            public ConnectionFactoryMetadata getMetadata() {
                return options.driver().factory().getMetadata();
            }

            @Override
            public String toString() {
                return options.name();
            }
        };
    }
}
