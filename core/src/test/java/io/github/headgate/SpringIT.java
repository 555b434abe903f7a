package io.github.headgate;

import static io.github.headgate.Notes.LONG;
import static io.github.headgate.Notes.SOON;
import static io.github.headgate.Notes.assertEmits;
import static io.github.headgate.Notes.assertFails;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.headgate.testkit.Direction;
import io.github.headgate.testkit.Fault;
import io.github.headgate.testkit.FaultProxy;
import io.github.headgate.testkit.PostgresServer;
import io.github.headgate.testkit.ProxiedConnection;
import io.github.headgate.testkit.WithPostgres;
import io.r2dbc.spi.R2dbcException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.dao.TransientDataAccessResourceException;
import org.springframework.r2dbc.connection.ConnectionFactoryUtils;
import org.springframework.r2dbc.connection.R2dbcTransactionManager;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

/** What Spring makes of the connection factory. Its pool has one connection, which each borrower leaves to the next. */
@WithPostgres
class SpringIT {

    private final PostgresServer server;
    private final FaultProxy proxy;
    private final Notes notes;
    private final HeadgateClient client;
    private final DatabaseClient spring;

    SpringIT(PostgresServer server) {
        this.server = server;
        this.proxy = FaultProxy.before(server);
        this.notes = Notes.of(server, proxy.url());
        this.client = notes.client();
        this.spring = DatabaseClient.create(client.connectionFactory());
    }

    @BeforeEach
    void begun() {
        notes.begin();
    }

    @AfterEach
    void ended() {
        notes.end();
        proxy.close();
    }

    private DatabaseClient.GenericExecuteSpec insert(int id) {
        return spring.sql("insert into note values (:id) returning id").bind("id", id);
    }

    @Nested
    class ADatabaseClient {

        @Test
        void isRefusedADuplicateInEveryWayToReadIt() {
            for (DatabaseClient.GenericExecuteSpec twice : List.of(
                    insert(7), spring.sql("insert into note values (7) returning id"))) {
                assertFails(twice.map(row -> row.get(0)).one(), DuplicateKeyException.class);
                assertFails(twice.map(row -> row.get(0)).first(), DuplicateKeyException.class);
                assertFails(twice.map(row -> row.get(0)).all(), DuplicateKeyException.class);
                assertFails(twice.map(row -> row.get(0)).all().next(), DuplicateKeyException.class);
                assertFails(twice.fetch().first(), DuplicateKeyException.class);
                assertFails(twice.fetch().rowsUpdated(), DuplicateKeyException.class);
                assertFails(twice.then(), DuplicateKeyException.class);
            }

            notes.assertAre("7");
        }

        @Test
        void isGivenWhatWasWritten() {
            assertEmits(insert(1).map(row -> row.get(0, Integer.class)).one(), 1);
            assertEmits(insert(2).map(row -> row.get(0, Integer.class)).first(), 2);
            assertEmits(insert(3).map(row -> row.get(0, Integer.class)).all(), 3);
            assertEmits(spring.sql("insert into note values (4), (5)").fetch().rowsUpdated(), 2L);

            notes.assertAre("1,2,3,4,5,7");
        }

        @Test
        void readsChangesAndDeletes() {
            assertEmits(spring.sql("update note set text = :text where id = 7")
                    .bind("text", "seven")
                    .fetch()
                    .rowsUpdated(), 1L);
            assertEmits(spring.sql("select text from note").mapValue(String.class).one(), "seven");
            assertEmits(spring.sql("delete from note where text = :text")
                    .bind("text", "seven")
                    .fetch()
                    .rowsUpdated(), 1L);
            assertEmits(spring.sql("select count(*) from note").mapValue(Long.class).one(), 0L);
        }

        @Test
        void losesNothingInARestartUnderLoad() {
            RestartUnderLoad.assertOutlived(server, 2, id -> insert(id).then());
        }

        @Test
        void leavesNoStatementToTheNextWhenItIsCancelled() {
            Integer before = notes.backend().block(LONG);

            StepVerifier
                    .create(spring.sql("select 1 from pg_sleep(60)").map(row -> 1).one().timeout(SOON, Mono.just(0)))
                    .expectNext(0)
                    .expectComplete()
                    .verify(LONG);

            assertEmits(notes.backend(), requireNonNull(before));
        }

        @Test
        void leavesNoRowsToTheNextWhenItHasSeenEnough() {
            Integer before = notes.backend().block(LONG);

            assertEmits(spring.sql("select repeat('x', 1000) from generate_series(1, 3000000)").map(row -> 1).first(),
                    1);

            assertEmits(notes.backend(), requireNonNull(before));
        }
    }

    @Nested
    class ATransaction {

        private final TransactionalOperator transaction = TransactionalOperator.create(
                new R2dbcTransactionManager(client.connectionFactory()));

        private Mono<Long> written(int id) {
            return insert(id).fetch().rowsUpdated();
        }

        @Test
        void isThereOnceItHasCommitted() {
            assertEmits(transaction.transactional(written(1).then(written(2))), 1L);

            notes.assertAre("1,2,7");
        }

        @Test
        void leavesNothingIfItsWorkFails() {
            Integer before = notes.backend().block(LONG);

            assertFails(transaction.transactional(written(1).then(Mono.error(new IllegalStateException("no")))),
                    IllegalStateException.class);

            assertEmits(notes.backend(), requireNonNull(before));
            notes.assertAre("7");
        }

        @Test
        void leavesNothingIfItIsMarkedForRollback() {
            assertEmits(transaction.execute(status -> written(1).doOnNext(count -> status.setRollbackOnly())), 1L);

            notes.assertAre("7");
        }

        @Test
        void leavesNothingIfItIsCancelledInItsMidst() {
            Integer before = notes.backend().block(LONG);
            Mono<Integer> sleep = spring.sql("select 1 from pg_sleep(60)").map(row -> 1).one();

            assertEmits(transaction.transactional(written(1).then(sleep)).timeout(SOON, Mono.just(0)), 0);

            assertEmits(notes.backend(), requireNonNull(before));
            notes.assertAre("7");
        }

        @Test
        void losesNothingInARestartUnderLoad() {
            RestartUnderLoad.assertOutlived(server, 2, id -> transaction.transactional(insert(id).then()));
        }

        @Test
        void isRefusedADuplicateAtItsCommit() {
            assertFails(transaction.transactional(written(1).then(written(7))), DuplicateKeyException.class);

            notes.assertAre("7");
        }

        @Test
        void tellsThatTheAnswerToItsCommitIsLost() {
            Mono<Void> nothingAnswersAnyMore = Mono.<Void>fromRunnable(
                    () -> pooled().after(0, Direction.TO_CLIENT, Fault.CUT)).subscribeOn(Schedulers.boundedElastic());

            StepVerifier.create(transaction.transactional(written(1).then(nothingAnswersAnyMore)))
                    .expectErrorSatisfies(failure -> assertThat(failure)
                            .isInstanceOf(DataAccessResourceFailureException.class)
                            .hasCauseInstanceOf(OutcomeUnknownException.class))
                    .verify(LONG);
        }

        /** The only connection of the pool; the sentinel's was made behind it. */
        private ProxiedConnection pooled() {
            return proxy.connections().get(0);
        }
    }

    /** Whoever retries what Spring calls transient, or answers 503 to it, does right by these. */
    @Nested
    class ItsTranslation {

        private final Exception cause = new IllegalStateException("cause");

        @Test
        void callsTransientWhatAnotherAttemptCanMend() {
            assertThat(translated(new NotReadyException("it", 1, 2, LONG, LONG, null)))
                    .isInstanceOf(TransientDataAccessResourceException.class);
            assertThat(translated(new TooManyWaitersException("it", 10)))
                    .isInstanceOf(TransientDataAccessResourceException.class);
        }

        @Test
        void callsADeadlineATimeout() {
            assertThat(translated(new DeadlineExceededException("it", Phase.ACQUIRE, Verdict.NOT_SENT, LONG, 1, 1, "")))
                    .isInstanceOf(QueryTimeoutException.class);
        }

        @Test
        void callsAFailureOfTheResourceWhatMustNotBeTriedAgain() {
            assertThat(translated(new OutcomeUnknownException("it",
                    new Sent("COMMIT", Instant.EPOCH, Phase.COMMIT, 1), LONG, "", cause)))
                    .isInstanceOf(DataAccessResourceFailureException.class);
            assertThat(translated(new OpeningFailedException("it", 1, LONG, cause)))
                    .isInstanceOf(DataAccessResourceFailureException.class);
            assertThat(translated(new ClientClosedException("it")))
                    .isInstanceOf(DataAccessResourceFailureException.class);
        }

        private static DataAccessException translated(R2dbcException failure) {
            DataAccessException translated = ConnectionFactoryUtils.convertR2dbcException("it", null, failure);
            assertThat(translated).hasCause(failure);
            return translated;
        }
    }
}
