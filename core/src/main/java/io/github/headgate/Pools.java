package io.github.headgate;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryMetadata;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.BiPredicate;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.pool.PoolBuilder;
import reactor.pool.PoolConfig;
import reactor.pool.PooledRefMetadata;

/**
 * Sets up r2dbc-pool so that it does one thing: keep connections. It retries nothing and sets no limits of time, since
 * its timers run on the global scheduler and each of its limits starts anew; and it never hands out what is dead, which
 * by itself it does once for each idle connection that an outage killed.
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
                .clock(new SchedulerClock(options.timer()))
                .customizer(builder -> customize(builder, options))
                .build());
    }

    private static void customize(
            PoolBuilder<Connection, ? extends PoolConfig<? extends Connection>> builder, HeadgateOptions options) {
        builder.evictionPredicate(spent(options));
        options.maxIdleTime().ifPresent(interval -> builder.evictInBackground(interval, options.timer()));
    }

    private static BiPredicate<Connection, PooledRefMetadata> spent(HeadgateOptions options) {
        long maxIdle = options.maxIdleTime().map(Duration::toMillis).orElse(Long.MAX_VALUE);
        long maxLife = options.maxLifeTime().map(Duration::toMillis).orElse(Long.MAX_VALUE);
        return (connection, use) -> !((Link) connection).isOpen()
                || use.idleTime() >= maxIdle
                || use.lifeTime() >= maxLife;
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

    /** The time of a scheduler, so that ages are virtual where time is. */
    private static final class SchedulerClock extends Clock {

        private final Scheduler timer;

        SchedulerClock(Scheduler timer) {
            this.timer = timer;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return Instant.ofEpochMilli(timer.now(MILLISECONDS));
        }
    }
}
