package io.github.headgate.benchmarks;

import io.github.headgate.HeadgateClient;
import io.github.headgate.HeadgateOptions;
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.Result;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What does a query pay for all that stands around its connection, the driver's own work left out?
 *
 * <p>Each runs the same statement on a driver that answers at once with one row: {@link #bare} on a connection that is
 * held, {@link #pool} on one of r2dbc-pool's, {@link #fluent} and {@link #factory} through Headgate with all guards on.
 *
 * <p>It takes two minutes.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class GuardBenchmark {

    private static final String QUERY = "select name from item where id = $1";

    private final Connection connection = PromptDriver.connection();
    private final ConnectionPool pool = new ConnectionPool(ConnectionPoolConfiguration
            .builder(PromptDriver.factory())
            .maxSize(10)
            .build());
    private final HeadgateClient client = HeadgateClient.create(HeadgateOptions
            .builder(PromptDriver.factory())
            .build());
    private final ConnectionFactory factory = client.connectionFactory();

    /** Opens what has to be open. */
    @Setup(Level.Trial)
    public void open() {
        client.ready().block();
        pool.warmup().block();
    }

    /** Closes it. */
    @TearDown(Level.Trial)
    public void close() {
        client.close().block();
        pool.disposeLater().block();
    }

    /** On a connection that is held. */
    @Benchmark
    public void bare(Blackhole blackhole) {
        answer(connection).singleOrEmpty()
                .subscribe(blackhole::consume);
    }

    /** On one of r2dbc-pool's. */
    @Benchmark
    public void pool(Blackhole blackhole) {
        onOneOf(pool).subscribe(blackhole::consume);
    }

    /** By Headgate's own interface. */
    @Benchmark
    public void fluent(Blackhole blackhole) {
        client.sql(QUERY)
                .bind("$1", 1)
                .query(row -> row.get(0, String.class))
                .one()
                .subscribe(blackhole::consume);
    }

    /** On one of Headgate's. */
    @Benchmark
    public void factory(Blackhole blackhole) {
        onOneOf(factory).subscribe(blackhole::consume);
    }

    private static Mono<String> onOneOf(ConnectionFactory factory) {
        return Mono.usingWhen(factory.create(), connection -> answer(connection).singleOrEmpty(), Connection::close);
    }

    private static Flux<String> answer(Connection connection) {
        return Flux.<Result>from(connection.createStatement(QUERY).bind("$1", 1).execute())
                .concatMap(result -> result.map((row, metadata) -> row.get(0, String.class)));
    }
}
