package io.github.headgate.benchmarks.peers;

import static io.r2dbc.spi.ConnectionFactoryOptions.DATABASE;
import static io.r2dbc.spi.ConnectionFactoryOptions.DRIVER;
import static io.r2dbc.spi.ConnectionFactoryOptions.HOST;
import static io.r2dbc.spi.ConnectionFactoryOptions.PASSWORD;
import static io.r2dbc.spi.ConnectionFactoryOptions.PORT;
import static io.r2dbc.spi.ConnectionFactoryOptions.USER;

import io.github.headgate.HeadgateClient;
import io.github.headgate.SpreadDriver;
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryOptions;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Row;
import io.r2dbc.spi.RowMetadata;
import io.r2dbc.spi.Statement;
import java.time.Duration;
import java.util.function.BiFunction;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.util.retry.Retry;

/** A {@link ConnectionFactory}, used as Spring's {@code DatabaseClient} uses one. */
final class FactoryPeer implements Client {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration OFF = Duration.ofMillis(-1);

    private final ConnectionFactory factory;
    private final BiFunction<Work, Flux<Object>, Publisher<?>> guards;
    private final Mono<Void> closed;

    private FactoryPeer(
            ConnectionFactory factory, BiFunction<Work, Flux<Object>, Publisher<?>> guards, Mono<Void> closed) {
        this.factory = factory;
        this.guards = guards;
        this.closed = closed;
    }

    static Client headgate(Target target, int size) {
        HeadgateClient client = HeadgateClient.create(HeadgatePeer.options(options(target), size));
        return new FactoryPeer(client.connectionFactory(), FactoryPeer::unguarded, client.close());
    }

    /** As people set it up: the size, and the defaults. */
    static Client plain(Target target, int size) {
        return of(pool(driver(options(target)), size));
    }

    /**
     * Set up as Headgate sets its own up: it retries nothing, looks after nothing in the background, does not hop, and
     * spreads its connections over as many event loops.
     */
    static Client tuned(Target target, int size) {
        return of(pool(spreadDriver(target, size), size)
                .acquireRetry(0)
                .maxIdleTime(OFF)
                .backgroundEvictionInterval(Duration.ZERO)
                .allocatorSubscribeOn(Schedulers.immediate()));
    }

    /**
     * With the guards that people write around it: the limit is inside the retry, so one for each attempt. Outside it would
     * be one for all attempts, and what hangs once would never be tried again.
     */
    static Client guarded(Target target, int size) {
        return of(pool(driver(options(target)), size), (work, answer) -> whole(work, answer)
                .timeout(Duration.ofSeconds(4))
                .retryWhen(Retry.backoff(3, Duration.ofMillis(50))));
    }

    /** One value where there is one, so that the limit is one for all of an attempt, and not one for each row. */
    private static Mono<?> whole(Work work, Flux<Object> answer) {
        return work == Work.ROWS ? answer.collectList() : answer.last();
    }

    private static Publisher<?> unguarded(Work work, Flux<Object> answer) {
        return answer;
    }

    /** The driver, with so many connections spread over event loops as Headgate spreads its own. */
    static ConnectionFactory spreadDriver(Target target, int size) {
        return SpreadDriver.over(Math.min(Runtime.getRuntime().availableProcessors(), size), options(target));
    }

    static ConnectionFactory driver(ConnectionFactoryOptions.Builder options) {
        return ConnectionFactories.get(options.build());
    }

    static ConnectionPoolConfiguration.Builder pool(ConnectionFactory driver, int size) {
        return ConnectionPoolConfiguration.builder(driver).maxSize(size);
    }

    static Client of(ConnectionPoolConfiguration.Builder settings) {
        return of(settings, FactoryPeer::unguarded);
    }

    private static Client of(
            ConnectionPoolConfiguration.Builder settings, BiFunction<Work, Flux<Object>, Publisher<?>> guards) {
        ConnectionPool pool = new ConnectionPool(settings.build());
        return new FactoryPeer(pool, guards, pool.disposeLater());
    }

    static ConnectionFactoryOptions.Builder options(Target target) {
        return ConnectionFactoryOptions.builder()
                .option(DRIVER, "postgresql")
                .option(HOST, target.host())
                .option(PORT, target.port())
                .option(USER, target.user())
                .option(PASSWORD, target.password())
                .option(DATABASE, target.database());
    }

    @Override
    public void begin(Work work, int key, Ended ended) {
        guards.apply(work,
                Flux.usingWhen(factory.create(), connection -> answer(connection, work, key), Connection::close))
                .subscribe(new Subscriber(ended));
    }

    @Override
    public Runnable nap(Ended ended) {
        Subscriber subscriber = new Subscriber(ended);
        Flux.usingWhen(factory.create(), connection -> rows(connection.createStatement(Work.NAP)), Connection::close)
                .subscribe(subscriber);
        return subscriber::cancel;
    }

    static Flux<Object> answer(Connection connection, Work work, int key) {
        return switch (work) {
            case ROW, ENDPOINT -> rows(bound(connection, Work.ONE, key));
            case ROWS -> rows(connection.createStatement(Work.ALL));
            case INSERT -> count(bound(connection, Work.ENTER, key));
            case TRANSACTION -> transaction(connection, key);
        };
    }

    private static Flux<Object> transaction(Connection connection, int key) {
        return Flux.usingWhen(Mono.from(connection.beginTransaction()).thenReturn(connection),
                begun -> rows(bound(begun, Work.ONE, key))
                        .thenMany(count(bound(begun, Work.TOUCH, key)))
                        .thenMany(count(bound(begun, Work.ENTER, key))),
                Connection::commitTransaction,
                (begun, failure) -> begun.rollbackTransaction(),
                Connection::rollbackTransaction);
    }

    private static Statement bound(Connection connection, String sql, int key) {
        return connection.createStatement(sql).bind("$1", key);
    }

    private static Flux<Object> rows(Statement statement) {
        return results(statement).concatMap(result -> result.map(FactoryPeer::name));
    }

    private static Flux<Object> count(Statement statement) {
        return results(statement).concatMap(Result::getRowsUpdated);
    }

    private static Flux<? extends Result> results(Statement statement) {
        Publisher<? extends Result> answer = statement.execute();
        return Flux.from(answer);
    }

    private static Object name(Row row, RowMetadata metadata) {
        row.get(0, Integer.class);
        return row.get(1, String.class);
    }

    @Override
    public void close() {
        closed.block(LIMIT);
    }
}
