package io.github.headgate;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.headgate.HeadgateEvent.OutcomeResolved;
import io.github.headgate.HeadgateEvent.OutcomeResolved.Outcome;
import io.github.headgate.testkit.ArmedFault;
import io.github.headgate.testkit.Direction;
import io.github.headgate.testkit.Fault;
import io.github.headgate.testkit.FaultProxy;
import io.github.headgate.testkit.PostgresServer;
import io.github.headgate.testkit.ProxiedConnection;
import io.github.headgate.testkit.WithPostgres;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.R2dbcRollbackException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

/** What becomes of a COMMIT whose answer is lost, and whether the caller is told the truth of it. */
@WithPostgres
class CommitOutcomeIT {

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final String INSERT = "insert into ledger values ('it')";

    private final PostgresServer server;
    private final FaultProxy proxy;
    private final Events events = new Events();
    private final HeadgateClient client;
    private final AtomicInteger runs = new AtomicInteger();
    private long flushBytes; // of the answer to the flush of the log
    private int lastBytes; // of the answers after the last statement: the transaction's id, and the COMMIT's

    CommitOutcomeIT(PostgresServer server) {
        this.server = server;
        this.proxy = FaultProxy.before(server);
        this.client = HeadgateClient.create(HeadgateOptions.builder(proxy.url())
                .maxSize(120) // of which one is used: the retries' budget grows with it
                .initialSize(1)
                .timeout(Duration.ofSeconds(20))
                .retryWait(Duration.ofMillis(10))
                .commitOutcome(CommitOutcome.RESOLVE)
                .listener(events)
                .build());
    }

    @BeforeEach
    void tables() {
        server.execute("drop table if exists ledger");
        server.execute("create table ledger (what text)");
        server.execute("create table if not exists slow (id int)");
        server.execute("truncate slow");
        server.execute("create or replace function sleeps() returns trigger language plpgsql as"
                + " $$ begin if exists (select from slow) then perform pg_sleep(30); end if; return null; end $$");
        client.ready().block(LONG);
        insert().block(LONG); // the identity of the server is asked for once
        long flushed = sentinel().passed(Direction.TO_CLIENT);
        insertAnd(aside(() -> lastBytes -= (int) answered())).block(LONG);
        lastBytes += (int) answered();
        flushBytes = sentinel().passed(Direction.TO_CLIENT) - flushed;
        server.execute("truncate ledger");
        runs.set(0);
    }

    @AfterEach
    void closed() {
        server.execute("alter system reset synchronous_standby_names");
        server.execute("select pg_reload_conf()");
        StepVerifier.create(client.close()).expectComplete().verify(LONG);
        proxy.close();
    }

    private Mono<Long> insert() {
        return insertAnd(Mono.empty());
    }

    /** Does {@code last} when all but the COMMIT has been answered. */
    private Mono<Long> insertAnd(Mono<Void> last) {
        return client.inTransaction(tx -> tx.sql(INSERT)
                .update()
                .doOnNext(count -> runs.incrementAndGet())
                .delayUntil(count -> last));
    }

    private Mono<Void> aside(Runnable action) {
        return Mono.<Void>fromRunnable(action).subscribeOn(Schedulers.boundedElastic());
    }

    private void assertRows(int count) {
        assertThat(server.query("select count(*)::int from ledger")).containsExactly(List.of(count));
    }

    private List<Outcome> outcomes() {
        return events.of(OutcomeResolved.class).stream().map(OutcomeResolved::outcome).toList();
    }

    /** The only connection of the pool. */
    private ProxiedConnection pooled() {
        return proxy.connections().get(0);
    }

    /** The one that was made behind it. */
    private ProxiedConnection sentinel() {
        return proxy.connections().get(1);
    }

    private long answered() {
        return pooled().passed(Direction.TO_CLIENT);
    }

    /** Lets COMMITs take half a minute before they are written, while there is a row in {@code slow}. */
    private void slowCommit() {
        server.execute("create constraint trigger slow after insert on ledger deferrable initially deferred"
                + " for each row execute function sleeps()");
        server.execute("insert into slow values (1)");
    }

    private Disposable running(Mono<?> work) {
        return work.onErrorComplete().subscribe();
    }

    private int awaitCommit() {
        return requireNonNull(Flux.interval(Duration.ofMillis(20))
                .onBackpressureDrop()
                .publishOn(Schedulers.boundedElastic())
                .concatMapIterable(tick -> server.query("select pid from pg_stat_activity"
                        + " where query = 'COMMIT' and state = 'active'"))
                .map(row -> (Integer) requireNonNull(row.get(0)))
                .blockFirst(LONG));
    }

    /** SIGKILL, which ends all sessions and makes the server recover. */
    private static void killed(int backend) {
        assumeTrue(ProcessHandle.of(backend).map(ProcessHandle::destroyForcibly).orElse(false), "not on this machine");
    }

    @Test
    void isFoundOutWhereverItsAnswerIsCut() {
        int inserted = 0;
        for (int bytes = 0; bytes < lastBytes; bytes++) {
            boolean struck = false;
            while (!struck) {
                struck = insertedWithACut(bytes);
                assertRows(++inserted);
            }
        }
        assertThat(outcomes()).contains(Outcome.COMMITTED).doesNotContain(Outcome.UNKNOWN);
    }

    /** Returns false if the connection that was to be cut was the probe's. */
    private boolean insertedWithACut(int bytes) {
        AtomicReference<ArmedFault> armed = new AtomicReference<>();
        StepVerifier.create(insertAnd(aside(() -> {
            if (armed.get() == null) {
                armed.set(pooled().after(bytes, Direction.TO_CLIENT, Fault.CUT));
            }
        }))).expectNext(1L).expectComplete().verify(LONG);
        return requireNonNull(armed.get()).struck().isPresent();
    }

    @Test
    void needsNoPrivilegeToBeFoundOut() {
        server.execute("drop role if exists plain");
        server.execute("create role plain");

        server.execute("begin; set local role plain; select system_identifier from pg_control_system();"
                + " select pg_walfile_name(pg_current_wal_lsn()); select pg_logical_emit_message(true, 'headgate', '');"
                + " select pg_xact_status(pg_current_xact_id()); rollback");
    }

    @Test
    void isCommittedIfItsBackendDiesBetweenTheCommitAndItsAnswer() {
        server.execute("alter system set synchronous_standby_names = 'nobody'");
        server.execute("select pg_reload_conf()");
        Mono<Long> insert = insert().cache();
        Disposable running = running(insert);
        int backend = awaitCommit(); // written, and waiting for a standby that there is not

        killed(backend);
        StepVerifier.create(insert).expectNext(1L).expectComplete().verify(LONG);
        running.dispose();
        assertThat(outcomes()).containsExactly(Outcome.COMMITTED);
        assertThat(runs).hasValue(1);
        assertRows(1);
    }

    @Test
    void isNotCalledCommittedWhileItWaitsForAStandby() {
        server.execute("alter system set synchronous_standby_names = 'nobody'");
        server.execute("select pg_reload_conf()");
        Mono<Long> insert = client.inTransaction(TransactionOptions.defaults().timeout(Duration.ofSeconds(4)),
                tx -> tx.sql(INSERT).update()).cache();
        Disposable running = running(insert);
        awaitCommit();

        pooled().strike(Fault.CUT);

        StepVerifier.create(insert).expectError(OutcomeUnknownException.class).verify(LONG);
        running.dispose();
        assertThat(server.query("select 1 from pg_stat_activity where wait_event = 'SyncRep'")).hasSize(1);
    }

    @Test
    void isRunAgainIfItsBackendDiesBeforeItIsWritten() {
        slowCommit();
        Mono<Long> insert = insert().cache();
        Disposable running = running(insert);
        int backend = awaitCommit();

        server.execute("delete from slow");
        killed(backend);

        StepVerifier.create(insert).expectNext(1L).expectComplete().verify(LONG);
        running.dispose();
        assertThat(outcomes()).containsExactly(Outcome.ABORTED);
        assertThat(runs).hasValue(2);
        assertRows(1);
    }

    @Test
    void isEndedIfItStaysInProgress() {
        slowCommit();
        Mono<Long> insert = insert().cache();
        Disposable running = running(insert);
        awaitCommit();

        pooled().strike(Fault.CUT);
        server.execute("delete from slow");
        StepVerifier.create(insert).expectNext(1L).expectComplete().verify(LONG);
        running.dispose();
        assertThat(outcomes()).containsExactly(Outcome.ABORTED);
        assertRows(1);
    }

    @Test
    void isUnknownToAPromotedStandby() {
        try (PostgresServer standby = server.standby()) {
            Mono<Long> insert = insertAnd(aside(() -> {
                standby.promote(); // without what is committed from now on
                proxy.lead(standby);
                sentinel().after(flushBytes + 5, Direction.TO_CLIENT, Fault.STALL); // it is not asked any more
                ArmedFault cut = pooled().after(lastBytes - 8, Direction.TO_CLIENT, Fault.CUT);
                running(aside(() -> {
                    cut.awaitStruck(LONG);
                    proxy.strike(Fault.CUT); // nothing leads to the old primary any more
                }));
            }));

            StepVerifier.create(insert)
                    .expectErrorSatisfies(failure -> assertThat(failure)
                            .isInstanceOf(OutcomeUnknownException.class)
                            .hasMessageContaining("timeline"))
                    .verify(LONG);
        }
        assertThat(outcomes()).containsExactly(Outcome.UNKNOWN);
    }

    @Test
    void isFoundOutForASingleUpdateToo() {
        StepVerifier.create(client.sql(INSERT).update()).expectNext(1L).expectComplete().verify(LONG);
        long before = answered();
        client.sql(INSERT).update().block(LONG);
        long length = answered() - before;

        for (long cut = length - 20; cut < length; cut++) {
            pooled().after(cut, Direction.TO_CLIENT, Fault.CUT);
            StepVerifier.create(client.sql(INSERT).update()).expectNext(1L).expectComplete().verify(LONG);
        }

        assertThat(outcomes()).isNotEmpty();
        assertRows(22);
    }

    @Test
    void isFoundOutForAUserOfR2dbcWhoseCleaningUpIsHarmless() {
        Mono<Void> unit = Mono.usingWhen(client.connectionFactory().create(),
                connection -> Mono.from(connection.beginTransaction())
                        .thenMany(Flux.from(connection.createStatement(INSERT).execute())
                                .concatMap(result -> result.getRowsUpdated()))
                        .then(aside(() -> pooled().after(lastBytes - 8, Direction.TO_CLIENT, Fault.CUT)))
                        .then(Mono.from(connection.commitTransaction()))
                        .then(Mono.from(connection.rollbackTransaction()))
                        .then(Mono.from(connection.setAutoCommit(true))),
                Connection::close);

        StepVerifier.create(unit).expectComplete().verify(LONG);

        assertThat(outcomes()).containsExactly(Outcome.COMMITTED);
        assertRows(1);
    }

    @Test
    void isToldToAUserOfR2dbcIfItWasAborted() {
        slowCommit();
        Mono<Void> unit = Mono.usingWhen(client.connectionFactory().create(),
                connection -> Mono.from(connection.beginTransaction())
                        .thenMany(Flux.from(connection.createStatement(INSERT).execute())
                                .concatMap(result -> result.getRowsUpdated()))
                        .then(Mono.from(connection.commitTransaction())),
                Connection::close);
        Mono<Void> shared = unit.cache();
        Disposable running = running(shared);
        int backend = awaitCommit();

        server.execute("delete from slow");
        killed(backend);

        StepVerifier.create(shared).expectError(R2dbcRollbackException.class).verify(LONG);
        running.dispose();
        assertRows(0);
    }
}
