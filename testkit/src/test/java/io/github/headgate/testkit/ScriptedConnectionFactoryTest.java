package io.github.headgate.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

import io.r2dbc.spi.R2dbcBadGrammarException;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import io.r2dbc.spi.Result.RowSegment;
import io.r2dbc.spi.ValidationDepth;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

class ScriptedConnectionFactoryTest {

    private static final String SQL = "select name from users";
    private static final Duration SECOND = Duration.ofSeconds(1);
    private final IOException reset = new IOException("reset");

    private final VirtualTimeScheduler timer = VirtualTimeScheduler.create();
    private final ScriptedConnectionFactory driver = ScriptedConnectionFactory.timedBy(timer);

    @Nested
    class Connects {

        @Test
        void succeedsAtOnceWithoutAScript() {
            StepVerifier.create(driver.create().map(ScriptedConnection::id))
                    .expectNext(1L)
                    .verifyComplete();
        }

        @Test
        void playsItsScriptAndRepeatsTheLastStep() {
            driver.connects(Connect.fails(reset), Connect.succeeds());

            StepVerifier.create(driver.create()).verifyErrorMessage("reset");
            StepVerifier.create(driver.create()).expectNextCount(1).verifyComplete();
            StepVerifier.create(driver.create()).expectNextCount(1).verifyComplete();
        }

        @Test
        void takesItsTimeOnTheScheduler() {
            driver.connects(Connect.succeeds().after(SECOND), Connect.fails(reset).after(SECOND));

            StepVerifier.create(driver.create())
                    .then(() -> timer.advanceTimeBy(SECOND.minusNanos(1)))
                    .then(() -> assertThat(driver.counts().open()).isZero())
                    .then(() -> timer.advanceTimeBy(Duration.ofNanos(1)))
                    .expectNextCount(1)
                    .verifyComplete();
            StepVerifier.create(driver.create())
                    .then(() -> timer.advanceTimeBy(SECOND))
                    .verifyErrorMessage("reset");
        }

        @Test
        void countsThoseUnderWayAtOnce() {
            driver.connects(Connect.hangs());
            Disposable first = driver.create().subscribe();
            Disposable second = driver.create().subscribe();

            assertThat(driver.counts().connecting()).isEqualTo(2);
            first.dispose();
            second.dispose();

            assertThat(driver.counts())
                    .returns(2, Counts::connects)
                    .returns(0, Counts::connecting)
                    .returns(2, Counts::mostConnecting);
        }

        @Test
        void isNoLongerConnectingWhenItEmits() {
            StepVerifier.create(driver.create().then(driver.create())).expectNextCount(1).verifyComplete();

            assertThat(driver.counts().mostConnecting()).isEqualTo(1);
        }

        @Test
        void countsNothingBeforeItIsSubscribed() {
            driver.create();

            assertThat(driver.counts().connects()).isZero();
        }
    }

    @Nested
    class Statements {

        private final ScriptedConnection connection = open();

        @Test
        void answersOneWithoutAScript() {
            StepVerifier.create(values("select 1")).expectNext(1).verifyComplete();
            StepVerifier.create(updated("update t")).expectNext(1L).verifyComplete();
        }

        @Test
        void answersTheRowsOfItsScript() {
            driver.on(SQL, Answer.columns("id", "name").row(1, "Ada").row(2, null));

            Flux<String> rows = Flux.from(connection.createStatement(SQL).execute())
                    .concatMap(result -> result.map((row, columns) -> row.get("ID", Long.class) + " "
                            + row.get(1, String.class) + " " + columns.getColumnMetadata(1).getName()));

            StepVerifier.create(rows).expectNext("1 Ada name", "2 null name").verifyComplete();
        }

        @Test
        void repeatsTheLastStepOfItsScript() {
            driver.on(SQL, Answer.fails(reset), Answer.value("Ada"));

            StepVerifier.create(values(SQL)).verifyErrorMessage("reset");
            StepVerifier.create(values(SQL)).expectNext("Ada").verifyComplete();
            StepVerifier.create(values(SQL)).expectNext("Ada").verifyComplete();
        }

        @Test
        void prefersTheTextToAPatternAndTheLatestPattern() {
            driver.on(sql -> true, Answer.value("any"));
            driver.on(sql -> sql.startsWith("select"), Answer.value("select"));
            driver.on(SQL, Answer.value("text"));

            StepVerifier.create(values(SQL)).expectNext("text").verifyComplete();
            StepVerifier.create(values("select 2")).expectNext("select").verifyComplete();
            StepVerifier.create(values("insert")).expectNext("any").verifyComplete();
        }

        @Test
        void answersLater() {
            driver.on(SQL, Answer.value("Ada").after(SECOND));

            StepVerifier.create(values(SQL))
                    .expectSubscription()
                    .then(() -> timer.advanceTimeBy(SECOND.minusNanos(1)))
                    .then(() -> assertThat(driver.executions(SQL)).hasSize(1))
                    .then(() -> timer.advanceTimeBy(Duration.ofNanos(1)))
                    .expectNext("Ada")
                    .verifyComplete();
        }

        @Test
        void failsAfterSomeRows() {
            driver.on(SQL, Answer.numbers(2).thenFails(reset));

            StepVerifier.create(values(SQL)).expectNext(1, 2).verifyErrorMessage("reset");
        }

        @Test
        void emitsRowsOnRequest() {
            driver.on(SQL, Answer.numbers(3));

            StepVerifier.create(values(SQL), 0)
                    .expectSubscription()
                    .thenRequest(1)
                    .expectNext(1)
                    .thenRequest(2)
                    .expectNext(2, 3)
                    .verifyComplete();
        }

        @Test
        void givesTheServersRefusalAsAMessageThatCanBeFilteredOut() {
            driver.on(SQL, Answer.numbers(1).thenFails(new R2dbcBadGrammarException("no table", "42P01")));

            StepVerifier.create(values(SQL)).expectNext(1).verifyError(R2dbcBadGrammarException.class);
            StepVerifier.create(Flux.from(connection.createStatement(SQL).execute())
                    .map(result -> result.filter(RowSegment.class::isInstance))
                    .concatMap(result -> result.map(row -> row.get(0))))
                    .expectNext(1)
                    .verifyComplete();
        }

        @Test
        void diesWithItsConnection() {
            driver.on(SQL, Answer.numbers(1).thenDies(reset));

            StepVerifier.create(values(SQL)).expectNext(1).verifyErrorMessage("reset");

            StepVerifier.create(connection.validate(ValidationDepth.LOCAL)).expectNext(false).verifyComplete();
            StepVerifier.create(values(SQL)).verifyError(R2dbcNonTransientResourceException.class);
            assertThat(driver.counts().open()).isZero();
        }

        @Test
        void diesBeforeTheFirstRow() {
            driver.on(SQL, Answer.dies(reset).after(SECOND));

            StepVerifier.create(values(SQL))
                    .then(() -> timer.advanceTimeBy(SECOND))
                    .verifyErrorMessage("reset");
        }

        @Test
        void countsACancelOfWhatHangs() {
            driver.on(SQL, Answer.hangs());

            values(SQL).subscribe().dispose();

            assertThat(driver.counts().cancelled()).isEqualTo(1);
        }

        @Test
        void countsACancelBetweenRows() {
            driver.on(SQL, Answer.numbers(2));

            StepVerifier.create(values(SQL), 1).expectNext(1).thenCancel().verify();

            assertThat(driver.counts().cancelled()).isEqualTo(1);
        }

        @Test
        void countsNoCancelWhenOnlyTheFirstResultIsTaken() {
            Mono<Long> updated = Mono.from(connection.createStatement(SQL).execute())
                    .flatMap(result -> Mono.from(result.getRowsUpdated()));

            StepVerifier.create(updated).expectNext(1L).verifyComplete();

            StepVerifier.create(values(SQL)).expectNextCount(1).verifyComplete();
            assertThat(driver.counts().overlaps()).isZero();
        }

        @Test
        void countsThoseThatOverlapOnAConnection() {
            driver.on(SQL, Answer.hangs());
            values(SQL).subscribe();

            StepVerifier.create(values("select 1")).expectNext(1).verifyComplete();

            assertThat(driver.counts().overlaps()).isEqualTo(1);
        }

        @Test
        void recordsWhatWasBoundAndWhere() {
            StepVerifier.create(Flux.from(connection.createStatement("insert $1, $2")
                    .bind(0, "a")
                    .bindNull("$2", String.class)
                    .add()
                    .bind("$1", "b")
                    .bind(1, 2)
                    .execute()).concatMap(result -> result.getRowsUpdated()))
                    .expectNext(1L, 1L)
                    .verifyComplete();

            assertThat(driver.executions()).containsExactly(
                    new Execution(1, "insert $1, $2", Arrays.asList("a", null)),
                    new Execution(1, "insert $1, $2", List.of("b", 2)));
        }

        @Test
        void runsABatchUntilOneFails() {
            driver.on("b", Answer.fails(reset));

            StepVerifier.create(connection.createBatch()
                    .add("a")
                    .add("b")
                    .add("c")
                    .execute()
                    .concatMap(result -> result.getRowsUpdated()))
                    .expectNext(1L)
                    .verifyErrorMessage("reset");

            assertThat(driver.executions()).extracting(Execution::sql).containsExactly("a", "b");
        }

        @Test
        void endsAnExecutionOnlyWhenItsResultHasBeenRead() {
            StepVerifier.create(connection.createStatement(SQL).execute())
                    .expectNextCount(1)
                    .expectNoEvent(SECOND.dividedBy(100))
                    .thenCancel()
                    .verify();
        }

        @Test
        void refusesARowOfAnotherWidth() {
            assertThatIllegalArgumentException().isThrownBy(() -> Answer.columns("one").row(1, 2))
                    .withMessage("row must have 1 values, had 2");
        }

        private Flux<Object> values(String sql) {
            return connection.createStatement(sql)
                    .execute()
                    .concatMap(result -> result.map(row -> row.get(0)));
        }

        private Flux<Long> updated(String sql) {
            return connection.createStatement(sql)
                    .execute()
                    .concatMap(result -> result.getRowsUpdated());
        }
    }

    @Nested
    class Transactions {

        private final ScriptedConnection connection = open();

        @Test
        void areStatements() {
            StepVerifier.create(connection.beginTransaction()
                    .then(connection.createSavepoint("s"))
                    .then(connection.rollbackTransactionToSavepoint("s"))
                    .then(connection.releaseSavepoint("s"))
                    .then(connection.commitTransaction()))
                    .verifyComplete();

            assertThat(driver.executions()).extracting(Execution::sql)
                    .containsExactly("BEGIN", "SAVEPOINT s", "ROLLBACK TO SAVEPOINT s", "RELEASE SAVEPOINT s",
                            "COMMIT");
        }

        @Test
        void endAutoCommitUntilTheirEnd() {
            StepVerifier.create(connection.beginTransaction()).verifyComplete();
            assertThat(connection.isAutoCommit()).isFalse();

            StepVerifier.create(connection.rollbackTransaction()).verifyComplete();
            assertThat(connection.isAutoCommit()).isTrue();
        }

        @Test
        void sendNothingThatTheDriverWouldNot() {
            StepVerifier.create(connection.commitTransaction().then(connection.rollbackTransaction()))
                    .verifyComplete();

            assertThat(driver.executions()).isEmpty();
        }

        @Test
        void canBeMadeToFail() {
            driver.on("COMMIT", Answer.dies(reset));

            StepVerifier.create(connection.beginTransaction().then(connection.commitTransaction()))
                    .verifyErrorMessage("reset");
        }

        @Test
        void areRolledBackByAClose() {
            StepVerifier.create(connection.beginTransaction().then(connection.close()).then(connection.close()))
                    .verifyComplete();

            assertThat(driver.executions("ROLLBACK")).hasSize(1);
            assertThat(driver.counts()).returns(1, Counts::closes).returns(0, Counts::open);
        }
    }

    @Nested
    class Connections {

        @Test
        void failWhatRunsWhenTheyAreKilled() {
            driver.on(SQL, Answer.hangs());
            ScriptedConnection first = open();
            ScriptedConnection second = open();

            StepVerifier.create(Flux.mergeDelayError(2, running(first), running(second)))
                    .then(() -> driver.killConnections(reset))
                    .verifyError();

            assertThat(driver.openConnections()).isEmpty();
            assertThat(driver.counts()).returns(2, Counts::mostOpen).returns(0, Counts::closes);
        }

        @Test
        void failTheirRemoteValidationWhenItIsScriptedSo() {
            driver.on("SELECT 1", Answer.value(1), Answer.fails(reset));
            ScriptedConnection connection = open();

            StepVerifier.create(connection.validate(ValidationDepth.REMOTE)).expectNext(true).verifyComplete();
            StepVerifier.create(connection.validate(ValidationDepth.REMOTE)).expectNext(false).verifyComplete();
            StepVerifier.create(connection.validate(ValidationDepth.LOCAL)).expectNext(true).verifyComplete();
        }

        private Flux<Object> running(ScriptedConnection connection) {
            return connection.createStatement(SQL).execute().concatMap(result -> result.map(row -> row.get(0)));
        }
    }

    private ScriptedConnection open() {
        driver.create().subscribe();
        return driver.openConnections().get(driver.openConnections().size() - 1);
    }
}
