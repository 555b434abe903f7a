package io.github.headgate.benchmarks;

import io.github.headgate.HeadgateClient;
import io.github.headgate.HeadgateOptions;
import io.github.headgate.testkit.PostgresServer;
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.spi.Closeable;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactory;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * How long does a query wait for a connection on which another one has just been cancelled?
 *
 * <p>The pool has one connection, and its users are the same to both clients: they know R2DBC alone. Before each round a
 * statement is cancelled: a {@code pg_sleep} of 4 s after its first 100 ms, or 3 million rows after the first of them.
 * What is measured is the {@code select 1} that comes next, from asking for a connection to giving it back.
 *
 * <p>{@code ./mvnw -q -Pbench -Dbench=CancelBenchmark -Dbench.form=full} plays 100 rounds of each. It takes a quarter of
 * an hour, for nearly all of which the plain client waits.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3)
@Measurement(iterations = 100)
public class CancelBenchmark {

    private static final Duration AMID_THE_SLEEP = Duration.ofMillis(100);
    private static final Duration NEVER = Duration.ofMinutes(5);

    /** Who is asked. */
    @Param({"headgate", "r2dbc-pool"})
    public String client = "";

    /** What was cancelled. */
    @Param({"sleep", "rows"})
    public String cancelled = "";

    private PostgresServer server;
    private ConnectionFactory factory;

    /** Starts a server, and a client with one connection. */
    @Setup
    public void open() {
        server = PostgresServer.started();
        factory = client.equals("headgate") ? headgate(server.url()) : plain(server.url());
        rows("select 1").blockLast();
    }

    private static ConnectionFactory headgate(String url) {
        return HeadgateClient.create(HeadgateOptions.builder(url).maxSize(1).timeout(NEVER).build())
                .connectionFactory();
    }

    private static ConnectionFactory plain(String url) {
        return new ConnectionPool(ConnectionPoolConfiguration.builder(ConnectionFactories.get(url))
                .initialSize(1)
                .maxSize(1)
                .build());
    }

    /** Ends both. */
    @TearDown
    public void close() {
        Mono.from(((Closeable) factory).close()).block();
        server.close();
    }

    /** Leaves the connection to the client to clear up. */
    @Setup(Level.Invocation)
    public void cancel() {
        if (cancelled.equals("sleep")) {
            rows("select pg_sleep(4)").timeout(AMID_THE_SLEEP, Mono.empty()).blockLast();
        } else {
            rows("select generate_series(1, 3000000)").take(1).blockLast();
        }
    }

    /** The next query. */
    @Benchmark
    public void next(Blackhole blackhole) {
        blackhole.consume(rows("select 1").blockLast());
    }

    private Flux<Object> rows(String sql) {
        return Flux.usingWhen(factory.create(), connection -> rows(connection, sql), Connection::close);
    }

    private static Flux<Object> rows(Connection connection, String sql) {
        return Flux.from(connection.createStatement(sql).execute())
                .concatMap(result -> result.map(row -> 1));
    }
}
