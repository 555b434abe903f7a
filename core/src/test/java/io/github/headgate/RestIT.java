package io.github.headgate;

import static java.util.Collections.singletonList;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.headgate.HeadgateEvent.StatementAbandoned;
import io.github.headgate.HeadgateEvent.StatementAbandoned.Ending;
import io.github.headgate.reactor.Deadline;
import io.github.headgate.testkit.PostgresServer;
import io.github.headgate.testkit.WithPostgres;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.IsolationLevel;
import io.r2dbc.spi.Result;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

/** What one borrower leaves behind on the only connection of a pool, and what the next one meets. */
@WithPostgres
class RestIT {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SOON = Duration.ofMillis(15);

    private final PostgresServer server;
    private final Events events = new Events();
    private HeadgateClient client;

    RestIT(PostgresServer server) {
        this.server = server;
        this.client = client(settings -> settings);
    }

    private HeadgateClient client(UnaryOperator<HeadgateOptions.Builder> settings) {
        return HeadgateClient.create(settings.apply(HeadgateOptions.builder(server.url())
                .maxSize(1)
                .timeout(Duration.ofSeconds(20))
                .cancellationTimeout(Duration.ofSeconds(10)) // for a busy machine, where reading on takes its time
                .listener(events)).build());
    }

    private void use(UnaryOperator<HeadgateOptions.Builder> settings) {
        client.close().block(LONG);
        client = client(settings);
    }

    @BeforeEach
    void tables() {
        server.execute("create table if not exists note (id int unique deferrable initially deferred)");
        server.execute("truncate note");
    }

    @AfterEach
    void closed() {
        StepVerifier.create(client.close()).expectComplete().verify(LONG);
    }

    private int backend() {
        return requireNonNull(
                client.sql("select pg_backend_pid()").query(row -> row.get(0, Integer.class)).one().block(LONG));
    }

    private <T> Flux<T> connected(Function<Connection, Publisher<T>> use) {
        return Flux.usingWhen(client.connectionFactory().create(), use, Connection::close);
    }

    private static Flux<Integer> rows(Connection connection, String sql) {
        return Flux.from(connection.createStatement(sql).execute())
                .concatMap(result -> result.map((row, metadata) -> row.get(0) instanceof Integer number ? number : 0));
    }

    private void nextMeetsTheSameBackendAtOnce(int before) {
        Instant asked = Instant.now();
        assertThat(backend()).isEqualTo(before);
        assertThat(Duration.between(asked, Instant.now())).isLessThan(Duration.ofSeconds(15)); // mostly some 40 ms
    }

    private void assertNotes(@Nullable String ids) {
        assertThat(server.query("select string_agg(id::text, ',') from note")).containsExactly(singletonList(ids));
    }

    @Nested
    class ACancel {

        @Test
        void ofALongStatementEndsItAtTheServerAndKeepsItsConnection() {
            int backend = backend();

            client.sql("select pg_sleep(20)")
                    .query(row -> 1)
                    .one()
                    .timeout(Duration.ofMillis(100), Mono.empty())
                    .block(LONG);

            nextMeetsTheSameBackendAtOnce(backend);
            assertThat(events.of(StatementAbandoned.class)).extracting(StatementAbandoned::ending)
                    .containsExactly(Ending.CANCELLED);
        }

        @Test
        void throughTheFactoryDoesTheSame() {
            int backend = backend();

            connected(connection -> rows(connection, "select 1 from pg_sleep(20)"))
                    .timeout(Duration.ofMillis(100), Mono.empty())
                    .blockLast(LONG);

            nextMeetsTheSameBackendAtOnce(backend);
        }

        @Test
        void ofAStatementWithArgumentsDoesTheSame() {
            int backend = backend();

            client.sql("select pg_sleep($1)")
                    .bind(0, 20.0)
                    .query(row -> 1)
                    .one()
                    .timeout(Duration.ofMillis(100), Mono.empty())
                    .block(LONG);

            nextMeetsTheSameBackendAtOnce(backend);
        }

        @Test
        void afterTheFirstOfMillionsOfRowsKeepsItsConnectionAndReadsNoMoreRows() {
            int backend = backend();
            AtomicInteger read = new AtomicInteger();

            client.sql("select repeat('x', 1000) from generate_series(1, 3000000)")
                    .query(row -> read.incrementAndGet())
                    .all()
                    .take(1)
                    .blockLast(LONG);
            int whenTaken = read.get();

            nextMeetsTheSameBackendAtOnce(backend);
            assertThat(read).hasValueLessThanOrEqualTo(whenTaken + 300); // what the driver had in hand
        }

        @Test
        void ofACursorEndsIt() {
            int backend = backend();

            client.sql("select repeat('x', 1000) from generate_series(1, 3000000)")
                    .fetchSize(100)
                    .query(row -> 1)
                    .all()
                    .take(1)
                    .blockLast(LONG);

            nextMeetsTheSameBackendAtOnce(backend);
        }

        @Test
        void ofATransactionRollsItBack() {
            int backend = backend();

            client.inTransaction(tx -> tx.sql("insert into note values (1)")
                    .update()
                    .then(tx.sql("select pg_sleep(20)").query(row -> 1).one()))
                    .timeout(Duration.ofMillis(200), Mono.empty())
                    .block(LONG);

            nextMeetsTheSameBackendAtOnce(backend);
            assertNotes(null);
        }

        @Test
        void byTheDeadlineOfAContextLetsItsUserRollBack() {
            int backend = backend();
            Duration limit = Duration.ofMillis(300);

            StepVerifier.create(connected(connection -> Flux.from(connection.beginTransaction())
                    .thenMany(rows(connection, "insert into note values (1) returning id"))
                    .thenMany(rows(connection, "select 1 from pg_sleep(20)"))
                    .onErrorResume(late -> Mono.from(connection.rollbackTransaction())
                            .then(rows(connection, "select 7").next())))
                    .contextWrite(context -> Deadline.after(limit, Schedulers.parallel()).writeTo(context)))
                    .expectErrorSatisfies(late -> assertThat(late).isInstanceOf(DeadlineExceededException.class)
                            .hasMessageContaining("of the Context"))
                    .verify(LONG);

            nextMeetsTheSameBackendAtOnce(backend);
            assertNotes(null);
        }

        @Test
        void ofAStatementBehindASavepointLetsTheTransactionGoOn() {
            int backend = backend();

            StepVerifier.create(client.inTransaction(tx -> tx.inSavepoint(inner -> inner
                    .sql("insert into note values (1)")
                    .update()
                    .then(inner.sql("select pg_sleep(20)").timeout(Duration.ofMillis(200)).query(row -> 1L).one()))
                    .onErrorResume(DeadlineExceededException.class, late -> Mono.empty())
                    .then(tx.sql("insert into note values (2)").update())))
                    .expectNext(1L)
                    .expectComplete()
                    .verify(LONG);

            nextMeetsTheSameBackendAtOnce(backend);
            assertNotes("2");
        }

        @Test
        void throughTheFactoryKeepsNoRollbackWaiting() {
            int backend = backend();

            connected(connection -> Flux.from(connection.beginTransaction())
                    .thenMany(rows(connection, "insert into note values (1) returning id"))
                    .thenMany(rows(connection, "select 1 from pg_sleep(60)").timeout(SOON, Flux.empty()))
                    .thenMany(connection.rollbackTransaction())
                    .thenMany(rows(connection, "insert into note values (2) returning id")))
                    .blockLast(LONG);

            nextMeetsTheSameBackendAtOnce(backend);
            assertNotes("2");
        }

        @Test
        void neverHitsTheNextBorrowerThoughNobodyWaitsForTheRollbackEither() {
            for (int round = 0; round < 30; round++) {
                connected(connection -> Flux.from(connection.beginTransaction())
                        .thenMany(rows(connection, "select 1 from pg_sleep(0.05)").timeout(SOON, Flux.empty()))
                        .thenMany(Flux.from(connection.rollbackTransaction()).timeout(SOON, Flux.empty())))
                        .blockLast(LONG);

                StepVerifier.create(client.sql("select 1 from pg_sleep(0.02)").query(row -> 1).one())
                        .expectNext(1)
                        .expectComplete()
                        .verify(LONG);
            }
        }

        @Test
        void neverHitsTheNextBorrower() {
            for (int round = 0; round < 30; round++) {
                client.sql("select pg_sleep(0.05)")
                        .query(row -> 1)
                        .one() // ends about when the request arrives
                        .timeout(Duration.ofMillis(15), Mono.empty())
                        .block(LONG);

                StepVerifier.create(client.sql("select 1 from pg_sleep(0.02)").query(row -> 1).one())
                        .expectNext(1)
                        .expectComplete()
                        .verify(LONG);
            }
        }
    }

    @Nested
    class ADeadline {

        @Test
        void endsTheStatementAtTheServer() {
            int backend = backend();

            StepVerifier.create(client.sql("select pg_sleep(20)").timeout(Duration.ofMillis(200)).query(row -> 1).one())
                    .expectError(DeadlineExceededException.class)
                    .verify(LONG);

            nextMeetsTheSameBackendAtOnce(backend);
        }
    }

    @Nested
    class AClose {

        private static final Duration SHORT = Duration.ofMillis(200);

        @AfterEach
        void triggers() {
            server.execute("drop trigger if exists late on note");
        }

        private void runs(String sql) {
            Flux.interval(Duration.ofMillis(10), Schedulers.boundedElastic())
                    .onBackpressureDrop()
                    .takeUntil(
                            tick -> !server.query("select 1 from pg_stat_activity where state = 'active' and query = '"
                                    + sql + "'").isEmpty())
                    .blockLast(LONG);
        }

        @Test
        void endsAtTheServerWhatItWaitsForNoLonger() {
            use(settings -> settings.drainTimeout(SHORT));
            StepVerifier slow = StepVerifier.create(client.sql("select pg_sleep(60)").query(row -> 1).one())
                    .expectError()
                    .verifyLater();
            runs("select pg_sleep(60)");

            StepVerifier.create(client.close()).expectComplete().verify(LONG);

            slow.verify(LONG);
            Backends.of(server, "query = 'select pg_sleep(60)'").areGoneWithin(Duration.ofSeconds(15));
        }

        @Test
        void breaksOffNoCommit() {
            server.execute("create or replace function late() returns trigger language plpgsql as"
                    + " $$ begin perform pg_sleep(3); return null; end $$");
            server.execute("create constraint trigger late after insert on note deferrable initially deferred"
                    + " for each row execute function late()");
            use(settings -> settings.drainTimeout(SHORT));
            StepVerifier write = StepVerifier.create(client.inTransaction(
                    transaction -> transaction.sql("insert into note values (1)").update()))
                    .expectError(OutcomeUnknownException.class)
                    .verifyLater();
            runs("COMMIT");

            StepVerifier.create(client.close()).expectComplete().verify(LONG);

            write.verify(LONG);
            Backends.of(server, "query = 'COMMIT' and state = 'active'").areGoneWithin(Duration.ofSeconds(15));
            assertNotes("1");
        }
    }

    @Nested
    class AWriteThatFailsAtItsEnd {

        private static final String TWICE = "insert into note values (7) returning id";

        @BeforeEach
        void once() {
            server.execute("insert into note values (7)");
        }

        @Test
        void isAnErrorInEveryWayToReadIt() {
            Sql insert = client.sql(TWICE);

            assertRefused(insert.returning(row -> row.get(0)).one());
            assertRefused(insert.returning(row -> row.get(0)).first());
            assertRefused(insert.returning(row -> row.get(0)).all().next());
            assertRefused(insert.update());
        }

        @Test
        void isAnErrorToTheUserOfR2dbcToo() {
            assertRefused(connected(connection -> rows(connection, TWICE)));
            assertRefused(connected(connection -> rows(connection, TWICE).next())); // as Spring's first() and jOOQ read
            assertRefused(connected(connection -> Flux.from(connection.createStatement(
                    "insert into note values ($1) returning id").bind(0, 7).execute())
                    .flatMap(result -> result.flatMap(RestIT::ids))
                    .next()));
            assertRefused(connected(connection -> Flux.from(connection.createStatement(TWICE).execute())
                    .flatMap(Result::getRowsUpdated)
                    .next()));
        }

        private static void assertRefused(Publisher<?> answer) {
            StepVerifier.create(answer)
                    .expectErrorSatisfies(failure -> assertThat(Failures.sqlState(failure)).isEqualTo("23505"))
                    .verify(LONG);
        }
    }

    private static Publisher<Integer> ids(Result.Segment segment) {
        return segment instanceof Result.RowSegment row ? Mono.just(row.row().get(0, Integer.class))
                : segment instanceof Result.Message message ? Mono.error(message.exception())
                        : Mono.empty();
    }

    @Nested
    class ABorrower {

        @Test
        void whoReadsNothingLeavesNothing() {
            int backend = backend();

            connected(connection -> Flux.<Result>from(
                    connection.createStatement("select generate_series(1, 100000); select 2").execute()).next())
                    .blockLast(LONG);

            nextMeetsTheSameBackendAtOnce(backend);
        }

        @Test
        void whoFailsInTheMidstLeavesNothing() {
            int backend = backend();

            StepVerifier.create(client.sql("select generate_series(1, 100000); select 2")
                    .query(row -> {
                        throw new IllegalStateException("of the user's own");
                    })
                    .all())
                    .expectErrorMessage("of the user's own")
                    .verify(LONG);

            nextMeetsTheSameBackendAtOnce(backend);
        }

        @Test
        void whoBeginsInHisOwnWordsIsRolledBack() {
            int backend = backend();

            connected(connection -> rows(connection, "begin; insert into note values (1); select 1 / 0"))
                    .onErrorComplete()
                    .blockLast(LONG);

            nextMeetsTheSameBackendAtOnce(backend);
            assertNotes(null);
            StepVerifier.create(client.sql("insert into note values (2)").update())
                    .expectNext(1L)
                    .expectComplete()
                    .verify(LONG);
        }

        @Test
        void whoEndsATransactionOfOursInHisOwnWordsIsTold() {
            AtomicInteger runs = new AtomicInteger();

            StepVerifier.create(client.inTransaction(tx -> tx.sql("insert into note values (1)")
                    .update()
                    .doOnNext(count -> runs.incrementAndGet())
                    .then(tx.sql("commit").update())
                    .then(tx.sql("select 1 / 0").query(row -> 1).one())))
                    .expectErrorSatisfies(told -> assertThat(told).isInstanceOf(IllegalStateException.class)
                            .hasMessageContaining("ended by one of its own statements"))
                    .verify(LONG);

            assertThat(runs).hasValue(1);
        }

        @Test
        void whoRollsATransactionOfOursBackHimselfIsNotToldThatItIsCommitted() {
            StepVerifier.create(client.inTransaction(tx -> tx.sql("insert into note values (1)")
                    .update()
                    .flatMap(count -> tx.sql("rollback").update())))
                    .expectErrorSatisfies(told -> assertThat(told).isInstanceOf(IllegalStateException.class)
                            .hasMessageContaining("ended by one of its own statements"))
                    .verify(LONG);
        }

        @Test
        void whoTurnsAutoCommitOffIsRolledBack() {
            connected(connection -> Flux.from(connection.setAutoCommit(false))
                    .thenMany(rows(connection, "insert into note values (1) returning id"))).blockLast(LONG);

            StepVerifier.create(client.sql("insert into note values (2)").update())
                    .expectNext(1L)
                    .expectComplete()
                    .verify(LONG);
            assertNotes("2");
        }

        @Test
        void leavesTheSettingsOfR2dbcAsTheyWere() {
            int backend = backend();
            String before = settings();

            connected(connection -> Flux.from(connection.setLockWaitTimeout(Duration.ofSeconds(7)))
                    .thenMany(connection.setStatementTimeout(Duration.ofSeconds(8)))
                    .thenMany(connection.setTransactionIsolationLevel(IsolationLevel.SERIALIZABLE))).blockLast(LONG);

            nextMeetsTheSameBackendAtOnce(backend);
            assertThat(settings()).isEqualTo(before);
        }

        private String settings() {
            return requireNonNull(client
                    .sql("select current_setting('lock_timeout') || current_setting('statement_timeout')"
                            + " || current_setting('default_transaction_isolation')")
                    .query(row -> row.get(0, String.class))
                    .one()
                    .block(LONG));
        }

        @Test
        void leavesNothingOfItsSessionIfAllOfItIsReset() {
            use(settings -> settings.sessionReset(SessionReset.FULL));
            int backend = backend();
            client.sql("select $1::int").bind(0, 1).query(row -> 1).one().block(LONG); // prepared

            connected(connection -> rows(connection, "set search_path to nowhere; create temp table mine (id int);"
                    + " select pg_advisory_lock(1); listen ear; declare c cursor with hold for select 1")
                    .thenMany(connection.setTransactionIsolationLevel(IsolationLevel.SERIALIZABLE))).blockLast(LONG);

            nextMeetsTheSameBackendAtOnce(backend);
            StepVerifier.create(client.sql("select current_setting('search_path') || '|'"
                    + " || (select count(*) from pg_locks where locktype = 'advisory') || '|'"
                    + " || (select count(*) from pg_listening_channels()) || '|'"
                    + " || (select count(*) from pg_cursors where name = 'c') || '|'"
                    + " || coalesce(to_regclass('pg_temp.mine')::text, 'none') || '|'"
                    + " || current_setting('default_transaction_isolation')")
                    .query(row -> row.get(0, String.class))
                    .one())
                    .expectNext("\"$user\", public|0|0|0|none|read committed")
                    .expectComplete()
                    .verify(LONG);
            StepVerifier.create(client.sql("select $1::int").bind(0, 2).query(row -> row.get(0, Integer.class)).one())
                    .expectNext(2)
                    .expectComplete()
                    .verify(LONG);
        }
    }
}
