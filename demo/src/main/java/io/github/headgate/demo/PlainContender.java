package io.github.headgate.demo;

import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.pool.PoolMetrics;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ValidationDepth;
import java.time.Duration;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * The Postgres driver in r2dbc-pool, as it is commonly put together: ten connections, a limit on the wait for one, and a
 * retry with backoff and a timeout around each query, the same timeout that Headgate is given.
 *
 * <p>Its health is asked as Spring Boot's indicator asks it: a connection of the pool is validated at the server. The
 * answer has to come within a second, which is what a Kubernetes probe waits.
 */
public final class PlainContender implements Client {

    /** The most connections of the pool. */
    public static final int SIZE = 10;

    private static final Duration ACQUIRE_LIMIT = Duration.ofSeconds(3);
    private static final int RETRIES = 5;
    private static final Duration FIRST_WAIT = Duration.ofMillis(100);
    private static final Duration HEALTH_LIMIT = Duration.ofSeconds(1);

    private final ConnectionPool pool;

    public PlainContender(String url) {
        this.pool = new ConnectionPool(ConnectionPoolConfiguration.builder(ConnectionFactories.get(url))
                .maxSize(SIZE)
                .maxAcquireTime(ACQUIRE_LIMIT)
                .build());
    }

    @Override
    public Mono<Void> query(String sql, Duration deadline) {
        return retried(attempt(connection -> rows(connection, sql)), deadline);
    }

    /** Opens its connections. Those that it cannot, it opens when they are asked for. */
    public Mono<Void> warmUp() {
        return pool.warmup()
                .onErrorComplete()
                .then();
    }

    /** Does the work once, on a connection of the pool. */
    public Mono<Void> attempt(Function<Connection, Publisher<?>> work) {
        return Flux.usingWhen(pool.create(), work, Connection::close)
                .then();
    }

    /** Puts the retry and the timeout around an attempt. */
    public static Mono<Void> retried(Mono<Void> attempt, Duration deadline) {
        return attempt
                .retryWhen(Retry.backoff(RETRIES, FIRST_WAIT))
                .timeout(deadline);
    }

    /** How many connections are lent, lie idle, and are waited for. */
    public PoolMetrics metrics() {
        return pool.getMetrics().orElseThrow();
    }

    private static Flux<Boolean> rows(Connection connection, String sql) {
        return Flux.from(connection.createStatement(sql).execute())
                .concatMap(result -> result.map(row -> true));
    }

    @Override
    public Mono<Answer> health() {
        return Mono.usingWhen(pool.create(), PlainContender::validated, Connection::close)
                .timeout(HEALTH_LIMIT)
                .map(valid -> valid ? Answer.UP : Answer.DOWN)
                .onErrorReturn(Answer.DOWN);
    }

    private static Mono<Boolean> validated(Connection connection) {
        return Mono.from(connection.validate(ValidationDepth.REMOTE));
    }

    @Override
    public Mono<Void> close() {
        return pool.disposeLater();
    }
}
