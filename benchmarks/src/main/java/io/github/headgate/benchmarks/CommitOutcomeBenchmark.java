package io.github.headgate.benchmarks;

import io.github.headgate.CommitOutcome;
import io.github.headgate.HeadgateClient;
import io.github.headgate.HeadgateOptions;
import io.github.headgate.Statements;
import io.github.headgate.testkit.FaultProxy;
import io.github.headgate.testkit.PostgresServer;
import io.r2dbc.postgresql.api.PostgresTransactionDefinition;
import io.r2dbc.spi.IsolationLevel;
import io.r2dbc.spi.TransactionDefinition;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import reactor.core.publisher.Mono;

/**
 * What does {@code commitOutcome(RESOLVE)} cost while no answer is lost?
 *
 * <p>It reads the transaction's id before the {@code COMMIT}, and if there is one, flushes the server's log over the
 * sentinel, so that a crash cannot give the number to another transaction; a single {@code update()} is put into a
 * transaction for it. The statements that are sent, one round trip each, are:
 *
 * <pre>
 *                          REPORT                 RESOLVE
 * insertInTransaction      begin, insert, commit  begin, insert, id, flush, commit
 * readInTransaction        begin, select, commit  begin, select, id, commit
 * readOnlyTransaction      begin, select, commit  begin, select, commit
 * update                   insert                 begin, insert, id, flush, commit
 * </pre>
 *
 * <p>{@code network} tells how far the server is: as {@code near} as on this machine, where the work is measured, or
 * {@code 100 ms} there and back, where the round trips can be counted: a hundredth of the milliseconds. The server's
 * {@code fsync} is on, so a flush waits for the disk, as a commit does; how long is up to the disk.
 *
 * <p>{@code ./mvnw -q -Pbench -Dbench=CommitOutcomeBenchmark -Dbench.form=full} takes eight minutes.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 5)
@Measurement(iterations = 5, time = 2)
public class CommitOutcomeBenchmark {

    private static final Duration ONE_WAY = Duration.ofMillis(50);
    private static final String INSERT = "insert into entry values ($1)";
    private static final TransactionDefinition READ_ONLY = PostgresTransactionDefinition
            .from(IsolationLevel.READ_COMMITTED)
            .readOnly();

    /** What is done when an answer is lost. */
    @Param
    public CommitOutcome outcome = CommitOutcome.REPORT;

    /** How far the server is. */
    @Param({"near", "100 ms"})
    public String network = "";

    private PostgresServer server;
    private FaultProxy proxy;
    private HeadgateClient client;

    /** Starts a server whose disk is real, and a client with one connection. */
    @Setup
    public void open() {
        server = PostgresServer.builder().setting("fsync", "on").start();
        server.execute("create table entry (id int)");
        proxy = FaultProxy.before(server);
        proxy.delay(ONE_WAY, ONE_WAY, 0);
        client = HeadgateClient.create(HeadgateOptions.builder(network.equals("near") ? server.url() : proxy.url())
                .maxSize(1)
                .commitOutcome(outcome)
                .build());
        client.ready().block();
    }

    /** Ends both. */
    @TearDown
    public void close() {
        client.close().block();
        proxy.close();
        server.close();
    }

    /** A transaction that writes. */
    @Benchmark
    public @Nullable Long insertInTransaction() {
        return client.inTransaction(CommitOutcomeBenchmark::insert).block();
    }

    /** A transaction that may write, and does not. */
    @Benchmark
    public @Nullable Integer readInTransaction() {
        return client.inTransaction(CommitOutcomeBenchmark::select).block();
    }

    /** A transaction that is declared not to write. */
    @Benchmark
    public @Nullable Integer readOnlyTransaction() {
        return client.inTransaction(READ_ONLY, CommitOutcomeBenchmark::select).block();
    }

    /** A single write. */
    @Benchmark
    public @Nullable Long update() {
        return insert(client).block();
    }

    private static Mono<Long> insert(Statements statements) {
        return statements.sql(INSERT).bind(0, 1).update();
    }

    private static Mono<Integer> select(Statements statements) {
        return statements.sql("select $1::int").bind(0, 1).query(row -> 1).one();
    }
}
