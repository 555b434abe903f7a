package io.github.headgate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.headgate.HeadgateEvent.AttemptFailed;
import io.github.headgate.HeadgateEvent.Retry;
import io.github.headgate.Scripted.Outcome;
import io.github.headgate.reactor.Deadline;
import io.github.headgate.reactor.RetriesStopped;
import io.github.headgate.testkit.Answer;
import io.github.headgate.testkit.Connect;
import io.github.headgate.testkit.Execution;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.IsolationLevel;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

/** What is run again, when, and what the caller hears, at exact times. */
class OperationsTest {

    private static final int RACES = 5_000;

    private final Scripted scripted = new Scripted().ready();

    @SuppressWarnings("NullAway") // as a user's function may
    private static String nothing() {
        return null;
    }

    private R2dbcException answer(String code) {
        return Scripted.answer(code);
    }

    @Nested
    class Retries {

        @Test
        void followAfterHalfASecondAndAfterASecondThenTheFailureIsTold() {
            scripted.driver.on("select 1", Answer.fails(answer("40001")));

            Outcome<Integer> read = scripted.run(scripted.read());
            scripted.advance(499);
            assertThat(scripted.executions("select 1")).isEqualTo(1);
            scripted.advance(1);
            assertThat(scripted.executions("select 1")).isEqualTo(2);
            scripted.advance(1000);

            assertThat(Failures.sqlState(read.endedAt(1500).failure)).isEqualTo("40001");
            assertThat(scripted.executions("select 1")).isEqualTo(3);
            assertThat(RetriesStopped.of(read.failure)).map(RetriesStopped::reason)
                    .contains(RetriesStopped.Reason.ATTEMPTS);
        }

        @Test
        void succeedWhenTheFaultEnds() {
            scripted.driver.on("select 1", Answer.fails(answer("40P01")), Answer.value(7));

            Outcome<Integer> read = scripted.run(scripted.read());
            scripted.advance(500);

            assertThat(read.endedAt(500).values).containsExactly(7);
            assertThat(scripted.events.of(AttemptFailed.class)).singleElement().satisfies(failed -> {
                assertThat(failed.phase()).isEqualTo(Phase.EXECUTE);
                assertThat(failed.verdict()).isEqualTo(Verdict.ROLLED_BACK);
                assertThat(failed.generation()).isEqualTo(1);
            });
        }

        @Test
        void neverFollowARowThatWentDownstream() {
            scripted.driver.on("select n", Answer.numbers(3).thenDies(Scripted.closed()));

            Outcome<Integer> rows = scripted.run(
                    scripted.client.sql("select n").query(row -> row.get(0, Integer.class)).all());
            scripted.advance(4000);

            assertThat(rows.endedAt(0).values).hasSize(3);
            assertThat(rows.failure).hasMessageContaining("unexpectedly closed");
            assertThat(scripted.executions("select n")).isEqualTo(1);
        }

        @Test
        void doNotFollowWhatIsWrongForGood() {
            scripted.driver.on("select nonsense", Answer.fails(answer("42601")));

            Outcome<Integer> read = scripted.run(scripted.read("select nonsense"));

            assertThat(Failures.sqlState(read.endedAt(0).failure)).isEqualTo("42601");
            assertThat(read.failure.getSuppressed()).isEmpty();
        }

        @Test
        void areCountedAnewForEachSubscription() {
            scripted.driver.on("select 1", Answer.fails(answer("40001")));
            Mono<Integer> read = scripted.read();

            scripted.run(read);
            scripted.advance(1500);
            scripted.run(read);
            scripted.advance(1500);

            assertThat(scripted.executions("select 1")).isEqualTo(6);
        }

        @Test
        void beginNoWaitThatWouldPassTheDeadline() {
            scripted.driver.on("select 1", Answer.fails(answer("40001")));

            Outcome<Integer> read = scripted.run(
                    scripted.client.sql("select 1").timeout(Duration.ofMillis(1200)).query(row -> 1).one());
            scripted.advance(500);

            read.endedAt(500);
            assertThat(RetriesStopped.of(read.failure)).map(RetriesStopped::reason)
                    .contains(RetriesStopped.Reason.DEADLINE);
        }

        @Test
        void areStoppedByTheBudgetThatAllOperationsShare() {
            scripted.driver.on("select 1", Answer.dies(answer("57P01")));

            Outcome<Long> many = scripted.run(Flux.range(0, 100)
                    .flatMap(i -> scripted.read().onErrorComplete(), 100)
                    .count());
            scripted.advance(10_000);

            assertThat(many.ended).isTrue();
            assertThat(scripted.events.of(Retry.class)).hasSizeLessThan(30);
            assertThat(scripted.client.snapshot().retryBudget()).isLessThanOrEqualTo(0.5);
        }
    }

    @Nested
    class AWrite {

        @Test
        void whoseAnswerIsLostIsNotSentTwice() {
            scripted.driver.on("insert", Answer.dies(Scripted.closed()), Answer.updated(1));

            Outcome<Long> write = scripted.run(scripted.write("insert"));
            scripted.advance(4000);

            assertThat(write.endedAt(0).failure)
                    .isInstanceOf(OutcomeUnknownException.class)
                    .hasMessageContaining("in EXECUTE")
                    .hasCauseInstanceOf(R2dbcException.class);
            assertThat(((OutcomeUnknownException) write.failure).getSqlState()).isEqualTo("08007");
            assertThat(scripted.executions("insert")).isEqualTo(1);
        }

        @Test
        void thatIsIdempotentIs() {
            scripted.driver.on("upsert", Answer.dies(Scripted.closed()), Answer.updated(1));

            Outcome<Long> write = scripted.run(scripted.client.sql("upsert").idempotent().update());
            scripted.advance(500);

            assertThat(write.endedAt(500).values).containsExactly(1L);
        }

        @Test
        void thatTheServerEndedBeforeItWasDoneIsSentAgain() {
            scripted.driver.on("insert", Answer.dies(answer("57P01")), Answer.updated(1));

            Outcome<Long> write = scripted.run(scripted.write("insert"));
            scripted.advance(500);

            assertThat(write.endedAt(500).values).containsExactly(1L);
        }

        @Test
        void thatMayHaveBeenDoneStaysUnknownWhateverFailsAfterIt() {
            scripted.driver.on("upsert", Answer.dies(Scripted.closed()));
            scripted.driver.connects(Connect.fails(Scripted.refused()));

            Outcome<Long> write = scripted.run(scripted.client.sql("upsert").idempotent().update());
            scripted.serverIsGone();
            scripted.advance(4000);

            assertThat(write.endedAt(4000).failure)
                    .isInstanceOf(OutcomeUnknownException.class)
                    .hasCauseInstanceOf(NotReadyException.class);
        }

        @Test
        void thatIsKnownNotToHaveBeenDoneIsNotUnknownBecauseTheProbeTakesItsTime() {
            scripted.driver.on("insert", Answer.dies(answer("57P01")));
            scripted.driver.connects(Connect.hangs());

            Outcome<Long> write = scripted.run(
                    scripted.client.sql("insert").timeout(Duration.ofSeconds(2)).update());
            scripted.advance(2000);

            assertThat(write.endedAt(2000).failure).isNotInstanceOf(OutcomeUnknownException.class);
            assertThat(((HeadgateException) write.failure).verdict()).isEqualTo(Verdict.ROLLED_BACK);
        }

        @Test
        void showsNoRowBeforeTheSignalAfterIt() {
            scripted.driver.on("insert returning", Answer.numbers(2).thenFails(answer("23505")));

            Outcome<Integer> rows = scripted.run(
                    scripted.client.sql("insert returning").returning(row -> row.get(0, Integer.class)).all());

            assertThat(rows.endedAt(0).values).containsExactly(1);
            assertThat(Failures.sqlState(rows.failure)).isEqualTo("23505");
        }

        @Test
        void isReadAsWhatItIsBehindThousandsOfBlanks() {
            String padded = " ".repeat(10_000) + "-- nightly\n".repeat(1000) + "insert";

            assertThat(scripted.run(scripted.write(padded)).endedAt(0).values).hasSize(1);
        }

        @Test
        void thatMayHaveCommittedAPartOfItselfIsNotSentAgain() {
            scripted.driver.on("/* nightly */ CALL settle()", Answer.dies(answer("57P01")), Answer.updated(1));

            Outcome<Long> call = scripted.run(scripted.write("/* nightly */ CALL settle()"));
            scripted.advance(4000);

            assertThat(call.endedAt(0).failure).isInstanceOf(OutcomeUnknownException.class);
            assertThat(scripted.executions("/* nightly */ CALL settle()")).isEqualTo(1);
        }

        @Test
        void thatIsCutByItsDeadlineIsUnknown() {
            scripted.driver.on("insert", Answer.hangs());

            Outcome<Long> write = scripted.run(scripted.write("insert"));
            scripted.advance(4000);

            assertThat(write.endedAt(4000).failure)
                    .isInstanceOf(OutcomeUnknownException.class)
                    .hasCauseInstanceOf(DeadlineExceededException.class);
        }

        @Test
        void withRowsIsDoneAtItsEndAndNotAtItsFirstRow() {
            scripted.driver.on("insert returning", Answer.numbers(1).thenFails(answer("23505")));

            Outcome<Integer> first = scripted.run(
                    scripted.client.sql("insert returning").returning(row -> row.get(0, Integer.class)).first());

            assertThat(first.endedAt(0).values).isEmpty();
            assertThat(Failures.sqlState(first.failure)).isEqualTo("23505");
        }

        @Test
        void ofSeveralSetsOfArgumentsIsOneTransaction() {
            Outcome<Long> batch = scripted.run(scripted.client.sql("insert into t values ($1)")
                    .bind(0, 1)
                    .add()
                    .bind(0, 2)
                    .update());

            assertThat(batch.endedAt(0).values).hasSize(1);
            assertThat(scripted.driver.executions()).extracting(Execution::sql)
                    .containsSubsequence("BEGIN", "insert into t values ($1)", "COMMIT");
        }
    }

    @Nested
    class ARead {

        @Test
        void tellsAnIndexThatIsTooLargeFromASecondRow() {
            scripted.driver.on("select 1", Answer.value(1));
            scripted.driver.on("select n", Answer.numbers(2));

            Outcome<Integer> wrong = scripted.run(
                    scripted.client.sql("select 1").<Integer>query(row -> List.<Integer>of().get(5)).one());
            Outcome<Integer> two = scripted.run(scripted.read("select n"));

            assertThat(wrong.endedAt(0).failure).isInstanceOf(IndexOutOfBoundsException.class);
            assertThat(two.endedAt(0).failure).isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("met a second");
        }

        @Test
        void whoseAnswerIsLostIsSentAgain() {
            scripted.driver.on("select 1", Answer.dies(Scripted.closed()), Answer.value(1));

            Outcome<Integer> read = scripted.run(scripted.read());
            scripted.advance(500);

            assertThat(read.endedAt(500).values).containsExactly(1);
        }

        @Test
        void ofOneRowFailsOnTwo() {
            scripted.driver.on("select n", Answer.numbers(2));

            Outcome<Integer> one = scripted.run(scripted.read("select n"));

            assertThat(one.failure).isInstanceOf(IllegalStateException.class).hasMessageContaining("met a second");
        }

        @Test
        void whoseRowFunctionReturnsNullSaysSo() {
            Outcome<String> read = scripted.run(
                    scripted.client.sql("select 1").<String>query(row -> OperationsTest.nothing()).one());

            assertThat(read.failure).hasMessageContaining("row function returned null");
        }

        @Test
        void ofOneRowIsEmptyOnNone() {
            scripted.driver.on("select n", Answer.numbers(0));

            assertThat(scripted.run(scripted.read("select n")).endedAt(0).values).isEmpty();
        }

        @Test
        void thatIsReadOnlyRunsInAReadOnlyTransaction() {
            scripted.run(scripted.client.sql("select 1").readOnly().query(row -> 1).one()).endedAt(0);

            assertThat(scripted.driver.executions()).extracting(Execution::sql)
                    .anyMatch(sql -> sql.startsWith("BEGIN"))
                    .contains("COMMIT");
        }

        @Test
        void mayTakeItsTimeAfterTheFirstRow() {
            scripted.driver.on("select n", Answer.numbers(1).thenHangs());

            Outcome<Integer> rows = scripted.run(
                    scripted.client.sql("select n").query(row -> row.get(0, Integer.class)).all());
            scripted.advance(60_000);

            assertThat(rows.values).hasSize(1);
            assertThat(rows.ended).isFalse();
        }
    }

    @Nested
    class ATransaction {

        @Test
        void dropsNoErrorWhenItIsCancelledAsItsCommitBegins() {
            List<Throwable> dropped = new CopyOnWriteArrayList<>();
            Hooks.onErrorDropped(dropped::add);

            Flux.range(0, RACES).concatMap(round -> raced()).blockLast(Duration.ofMinutes(1));
            scripted.advance(5_000); // for what has to come to rest
            Hooks.resetOnErrorDropped();

            assertThat(dropped).isEmpty();
            assertThat(scripted.client.snapshot().inUse()).isZero();
        }

        /** The end of the work and a cancel, at once. */
        private Mono<Void> raced() {
            Sinks.One<Integer> work = Sinks.one();
            Disposable running = scripted.client.inTransaction(transaction -> work.asMono()).subscribe();
            CyclicBarrier start = new CyclicBarrier(2);
            return Mono.when(together(start, () -> work.tryEmitValue(1)), together(start, running::dispose));
        }

        private static Mono<Void> together(CyclicBarrier start, Runnable action) {
            return Mono.<Void>fromCallable(() -> {
                start.await();
                action.run();
                return null;
            }).subscribeOn(Schedulers.boundedElastic());
        }

        private Mono<Long> transfer() {
            return scripted.client.inTransaction(tx -> tx.sql("debit")
                    .update()
                    .then(tx.sql("credit").update()));
        }

        @Test
        void isCommittedBeforeItEmits() {
            Outcome<Long> transfer = scripted.run(transfer());

            assertThat(transfer.endedAt(0).values).containsExactly(1L);
            assertThat(scripted.driver.executions()).extracting(Execution::sql)
                    .containsSubsequence("BEGIN", "debit", "credit", "COMMIT");
        }

        @Test
        void isRunAgainAsAWholeAfterADeadlock() {
            scripted.driver.on("credit", Answer.fails(answer("40P01")), Answer.updated(1));

            Outcome<Long> transfer = scripted.run(transfer());
            scripted.advance(500);

            assertThat(transfer.endedAt(500).values).containsExactly(1L);
            assertThat(scripted.executions("debit")).isEqualTo(2);
            assertThat(scripted.executions("ROLLBACK")).isEqualTo(1);
        }

        @Test
        void isRunAgainWhenItsConnectionIsLostBeforeTheCommit() {
            scripted.driver.on("credit", Answer.dies(Scripted.closed()), Answer.updated(1));

            Outcome<Long> transfer = scripted.run(transfer());
            scripted.advance(500);

            assertThat(transfer.endedAt(500).values).containsExactly(1L);
        }

        @Test
        void isUnknownWhenTheAnswerToItsCommitIsLost() {
            scripted.driver.on("COMMIT", Answer.dies(Scripted.closed()), Answer.updated(0));

            Outcome<Long> transfer = scripted.run(transfer());
            scripted.advance(4000);

            assertThat(transfer.endedAt(0).failure)
                    .isInstanceOf(OutcomeUnknownException.class)
                    .hasMessageContaining("in COMMIT");
            assertThat(scripted.executions("debit")).isEqualTo(1);
        }

        @Test
        void isNotRunAgainForAReasonOfItsWorksOwn() {
            AtomicInteger runs = new AtomicInteger();

            Outcome<Long> transfer = scripted.run(scripted.client.inTransaction(tx -> {
                runs.incrementAndGet();
                return tx.sql("debit").update().then(Mono.error(new TimeoutException("another service")));
            }));
            scripted.advance(4000);

            assertThat(transfer.endedAt(0).failure).hasMessage("another service");
            assertThat(runs).hasValue(1);
            assertThat(scripted.driver.counts().closes()).isZero();
        }

        @Test
        void isBoundedStatementByStatement() {
            scripted.driver.on("credit", Answer.hangs());

            Outcome<Long> transfer = scripted.run(scripted.client.inTransaction(
                    tx -> tx.sql("credit").timeout(Duration.ofMillis(200)).update()));
            scripted.advance(230); // a moment to end by itself, and this driver cannot cancel

            assertThat(transfer.endedAt(230).failure)
                    .isInstanceOf(DeadlineExceededException.class)
                    .hasMessageContaining("200 ms");
        }

        @Test
        void isNotCommittedIfOneOfItsStatementsWasCutOff() {
            scripted.driver.on("credit", Answer.updated(1).after(Duration.ofMillis(300)));

            Outcome<Long> transfer = scripted.run(scripted.client.inTransaction(
                    tx -> tx.sql("credit").timeout(Duration.ofMillis(200)).update().onErrorReturn(7L)));
            scripted.advance(1_000);

            assertThat(transfer.failure).isInstanceOf(DeadlineExceededException.class);
            assertThat(scripted.executions("COMMIT")).isZero();
        }

        @Test
        void isRolledBackWhenItsWorkFails() {
            Outcome<Long> failed = scripted.run(scripted.client.inTransaction(tx -> tx.sql("debit")
                    .update()
                    .then(Mono.error(new IllegalStateException("not enough")))));

            assertThat(failed.endedAt(0).failure).hasMessage("not enough");
            assertThat(scripted.executions("ROLLBACK")).isEqualTo(1);
            assertThat(scripted.executions("COMMIT")).isZero();
        }

        @Test
        void tellsTheFirstFailureAndNotWhatFollowedFromIt() {
            scripted.driver.on("debit", Answer.fails(answer("23514")));
            scripted.driver.on("credit", Answer.fails(answer("25P02")));

            Outcome<Long> transfer = scripted.run(scripted.client.inTransaction(tx -> tx.sql("debit")
                    .update()
                    .onErrorReturn(0L)
                    .then(tx.sql("credit").update())));

            assertThat(Failures.sqlState(transfer.endedAt(0).failure)).isEqualTo("23514");
        }

        @Test
        void isRolledBackAndNotCommittedWhenItsDeadlinePasses() {
            scripted.driver.on("credit", Answer.hangs());

            Outcome<Long> transfer = scripted.run(transfer());
            scripted.advance(4000);

            assertThat(transfer.endedAt(4000).failure).isInstanceOf(DeadlineExceededException.class);
            assertThat(((DeadlineExceededException) transfer.failure).verdict()).isEqualTo(Verdict.ROLLED_BACK);
            assertThat(scripted.executions("COMMIT")).isZero();
        }

        @Test
        void isBegunAsAskedFor() {
            TransactionOptions asked = TransactionOptions.defaults()
                    .isolationLevel(IsolationLevel.SERIALIZABLE)
                    .readOnly();

            scripted.run(scripted.client.inTransaction(asked, tx -> tx.sql("debit").update())).endedAt(0);

            assertThat(scripted.driver.executions()).extracting(Execution::sql)
                    .containsSubsequence("BEGIN ISOLATION LEVEL SERIALIZABLE READ ONLY", "debit", "COMMIT");
        }

        @Test
        void hasATimeoutOfItsOwn() {
            scripted.driver.on("credit", Answer.hangs());

            Outcome<Long> transfer = scripted.run(scripted.client.inTransaction(
                    TransactionOptions.defaults().timeout(Duration.ofMillis(300)), tx -> tx.sql("credit").update()));
            scripted.advance(300);

            assertThat(transfer.endedAt(300).failure).isInstanceOf(DeadlineExceededException.class);
        }

        @Test
        void whoseRollbackFailsTellsTheFirstFailureAndGivesItsConnectionUp() {
            Scripted small = new Scripted(settings -> settings.maxSize(1)).ready();
            small.driver.on("ROLLBACK", Answer.fails(answer("XX000")));

            Outcome<Long> failed = small.run(
                    small.client.inTransaction(tx -> Mono.error(new IllegalStateException("no"))));
            Outcome<Integer> next = small.run(small.read());

            assertThat(failed.endedAt(0).failure).hasMessage("no");
            assertThat(failed.failure.getSuppressed()).singleElement()
                    .satisfies(later -> assertThat(Failures.sqlState(later)).isEqualTo("XX000"));
            assertThat(next.endedAt(0).values).containsExactly(1);
            assertThat(small.driver.counts().connects()).isEqualTo(3); // the sentinel's, the pool's, and one in its place
        }

        @Test
        void whoseRollbackHangsGivesItsConnectionUp() {
            Scripted small = new Scripted(settings -> settings.maxSize(1)).ready();
            small.driver.on("ROLLBACK", Answer.hangs());

            Outcome<Long> failed = small.run(
                    small.client.inTransaction(tx -> Mono.error(new IllegalStateException("no"))));
            small.advance(2000);
            Outcome<Integer> next = small.run(small.read());

            assertThat(failed.endedAt(2000).failure).hasMessage("no");
            assertThat(failed.failure.getSuppressed()).singleElement()
                    .satisfies(later -> assertThat(later).hasMessageContaining("2000 ms"));
            assertThat(next.endedAt(0).values).containsExactly(1);
            assertThat(small.driver.counts().connects()).isEqualTo(3);
        }
    }

    @Nested
    class AGuard {

        @Test
        void aroundOneCallIsStillOneLayer() {
            scripted.driver.on("select 1", Answer.fails(answer("40001")));

            Outcome<Integer> guarded = scripted.run(scripted.client.guard(scripted.client.guard(scripted.read())));
            scripted.advance(1500);

            assertThat(guarded.ended).isTrue();
            assertThat(guarded.endedAt).isEqualTo(1500);
            assertThat(scripted.executions("select 1")).isEqualTo(3);
        }

        @Test
        void doesNotSayThatNothingWasSentWhenItsDeadlinePassesAmidAWrite() {
            scripted.driver.on("insert", Answer.hangs());

            Outcome<Long> guarded = scripted.run(scripted.client.guard(scripted.read().then(scripted.write("insert"))));
            scripted.advance(4_000);

            assertThat(guarded.endedAt(4_000).failure).isInstanceOf(OutcomeUnknownException.class);
            assertThat(((OutcomeUnknownException) guarded.failure).getSql()).isEqualTo("insert");
        }

        @Test
        void doesNotSayThatNothingWasSentWhenItsDeadlinePassesAfterAWrite() {
            scripted.driver.on("select 1", Answer.hangs());

            Outcome<Integer> guarded = scripted.run(
                    scripted.client.guard(scripted.write("insert").then(scripted.read())));
            scripted.advance(4_000);

            assertThat(((HeadgateException) guarded.endedAt(4_000).failure).verdict()).isEqualTo(Verdict.UNKNOWN);
        }

        @Test
        void tellsOfAnEarlierAttemptWhenTheDatabaseStaysAway() {
            scripted.driver.on("select 1", Answer.dies(Scripted.closed()));
            scripted.driver.connects(Connect.fails(Scripted.refused()));

            Outcome<Integer> read = scripted.run(scripted.read());
            scripted.serverIsGone();
            scripted.advance(4_000);

            assertThat(read.failure).isInstanceOf(NotReadyException.class);
            assertThat(read.failure.getSuppressed()).anySatisfy(
                    earlier -> assertThat(earlier).hasMessageContaining("unexpectedly closed"));
        }

        @Test
        void keepsTheDoubtOfAnEarlierAttempt() {
            scripted.driver.on("insert", Answer.dies(Scripted.closed()));

            Outcome<Long> guarded = scripted.run(
                    scripted.client.guard(scripted.client.sql("insert").idempotent().update()));
            scripted.serverIsGone();
            scripted.advance(4_000);

            assertThat(guarded.failure).isInstanceOf(OutcomeUnknownException.class);
        }

        @Test
        void neverRunsAWriteThatWasDoneASecondTime() {
            scripted.driver.on("select 1", Answer.fails(answer("40001")), Answer.value(1));

            Outcome<Integer> guarded = scripted.run(
                    scripted.client.guard(scripted.write("insert").then(scripted.read())));
            scripted.advance(4000);

            assertThat(Failures.sqlState(guarded.endedAt(0).failure)).isEqualTo("40001");
            assertThat(scripted.executions("insert")).isEqualTo(1);
        }

        @Test
        void neverRunsAWriteThatWasDoneASecondTimeHoweverDeepItLies() {
            scripted.driver.on("select 1", Answer.fails(answer("40001")), Answer.value(1));

            Outcome<Integer> guarded = scripted.run(scripted.client.guard(
                    scripted.client.guard(scripted.write("insert").then(scripted.read()))));
            scripted.advance(4000);

            guarded.endedAt(0);
            assertThat(scripted.executions("insert")).isEqualTo(1);
        }

        @Test
        void isSureOfAWriteThatWasAnsweredWhateverFailsBehindIt() {
            scripted.driver.on("select 1", Answer.fails(answer("40001")));

            Outcome<Integer> guarded = scripted.run(
                    scripted.client.guard(scripted.write("insert").flatMap(count -> scripted.read())));

            assertThat(Failures.sqlState(guarded.endedAt(0).failure)).isEqualTo("40001");
            assertThat(guarded.failure).isNotInstanceOf(OutcomeUnknownException.class);
        }

        @Test
        void neverRepeatsWhatATransactionInsideDidOutsideOfItself() {
            scripted.driver.on("select 1", Answer.fails(answer("40001")), Answer.value(1));

            Outcome<Integer> guarded = scripted.run(scripted.client.guard(scripted.client.inTransaction(
                    tx -> scripted.write("insert").then(tx.sql("select 1").query(row -> 1).one()))));
            scripted.advance(4000);

            guarded.endedAt(0);
            assertThat(scripted.executions("insert")).isEqualTo(1);
        }

        @Test
        void runsAReadAgainWhoseAnswerIsLost() {
            scripted.driver.on("select 1", Answer.dies(Scripted.closed()), Answer.value(1));

            Outcome<Integer> guarded = scripted.run(scripted.client.guard(scripted.read()));
            scripted.advance(500);

            assertThat(guarded.endedAt(500).values).containsExactly(1);
        }

        @Test
        void knowsTheFailuresOfItsOperationsTogether() {
            scripted.driver.on("select 1", Answer.fails(answer("40001")), Answer.value(1));
            scripted.driver.on("select 2", Answer.fails(answer("40P01")), Answer.value(2));

            Outcome<Integer> guarded = scripted.run(scripted.client.guard(
                    Flux.mergeDelayError(2, scripted.read(), scripted.read("select 2"))));
            scripted.advance(500);

            assertThat(guarded.endedAt(500).values).containsExactlyInAnyOrder(1, 2);
        }

        @Test
        void runsAllAgainWhileOnlyReadsWereSent() {
            scripted.driver.on("select 2", Answer.fails(answer("40001")), Answer.value(2));

            Outcome<Integer> guarded = scripted.run(
                    scripted.client.guard(scripted.read().then(scripted.read("select 2"))));
            scripted.advance(500);

            assertThat(guarded.endedAt(500).values).containsExactly(2);
            assertThat(scripted.executions("select 1")).isEqualTo(2);
        }

        @Test
        void runsAWriteAgainThatIsKnownNotToHaveBeenDone() {
            scripted.driver.on("insert", Answer.fails(answer("40001")), Answer.updated(1));

            Outcome<Long> guarded = scripted.run(scripted.client.guard(scripted.write("insert")));
            scripted.advance(500);

            assertThat(guarded.endedAt(500).values).containsExactly(1L);
        }

        @Test
        void doesNotRunAStrangersFailureAgain() {
            AtomicInteger subscriptions = new AtomicInteger();

            Outcome<Object> guarded = scripted.run(scripted.client.guard(Mono.defer(() -> {
                subscriptions.incrementAndGet();
                return Mono.error(Scripted.refused());
            })));

            assertThat(guarded.endedAt(0).failure).hasMessageContaining("Cannot connect");
            assertThat(subscriptions).hasValue(1);
        }

        @Test
        void countsWhatIsSentOverAConnectionOfItsOwn() {
            scripted.driver.on("select 1", Answer.fails(answer("40001")));
            Flux<Long> spi = Flux.usingWhen(scripted.client.connectionFactory().create(),
                    connection -> Flux.from(connection.createStatement("insert").execute())
                            .concatMap(result -> result.getRowsUpdated()),
                    Connection::close);

            Outcome<Integer> guarded = scripted.run(scripted.client.guard(spi.then(scripted.read())));
            scripted.advance(4000);

            guarded.endedAt(0);
            assertThat(scripted.executions("insert")).isEqualTo(1);
        }

        @Test
        void boundsWhatIsInsideByOneDeadline() {
            scripted.driver.on("select 1", Answer.value(1).after(Duration.ofSeconds(3)));

            Outcome<Integer> guarded = scripted.run(scripted.client.guard(scripted.read().then(scripted.read())));
            scripted.advance(4000);

            assertThat(guarded.endedAt(4000).failure).isInstanceOf(DeadlineExceededException.class);
        }
    }

    @Nested
    class ADeadline {

        @Test
        void inTheContextWinsIfItIsEarlier() {
            scripted.driver.on("select 1", Answer.hangs());

            Outcome<Integer> read = scripted.run(Mono.defer(() -> scripted.read()
                    .contextWrite(Deadline.after(Duration.ofMillis(300), scripted.timer)::writeTo)));
            scripted.advance(300);

            assertThat(read.endedAt(300).failure).isInstanceOf(DeadlineExceededException.class);
        }

        @Test
        void ofTheOperationWinsIfItIsEarlier() {
            scripted.driver.on("select 1", Answer.hangs());

            Outcome<Integer> read = scripted.run(Mono.defer(
                    () -> scripted.client.sql("select 1")
                            .timeout(Duration.ofMillis(200))
                            .query(row -> 1)
                            .one()
                            .contextWrite(Deadline.after(Duration.ofMillis(300), scripted.timer)::writeTo)));
            scripted.advance(200);

            assertThat(read.endedAt(200).failure).isInstanceOf(DeadlineExceededException.class);
        }

        @Test
        void coversTheConnectionThatIsHandedOutAndNothingAfterIt() {
            Outcome<Connection> connection = scripted.run(scripted.client.connectionFactory().create());
            scripted.advance(60_000);

            assertThat(connection.endedAt(0).values).hasSize(1);
            assertThat(scripted.run(connection.values.get(0).close()).ended).isTrue();
            assertThat(scripted.client.snapshot().inUse()).isZero();
        }
    }

    @Nested
    class ACancel {

        @Test
        void whileTheEngineOpensLeavesNothingBehind() {
            Scripted cold = new Scripted();
            cold.driver.connects(Connect.succeeds().after(Duration.ofMillis(100)));
            Outcome<Integer> read = cold.run(cold.read());

            read.subscription.dispose();
            cold.advance(1000);

            assertThat(cold.executions("select 1")).isZero();
            assertThat(cold.client.snapshot().running()).isZero();
            assertThat(cold.client.snapshot().inUse()).isZero();
        }

        @Test
        void whileAConnectionIsBeingOpenedForItLeavesTheConnectionInThePool() {
            Scripted small = new Scripted(settings -> settings.initialSize(1)).ready();
            Outcome<Connection> held = small.run(small.client.connectionFactory().create());
            small.driver.connects(Connect.succeeds().after(Duration.ofMillis(100)));

            Outcome<Integer> read = small.run(small.read());
            read.subscription.dispose();
            small.advance(100);

            assertThat(held.values).hasSize(1);
            assertThat(small.client.snapshot().inUse()).isEqualTo(1);
            assertThat(small.client.snapshot().idle()).isEqualTo(1);
        }

        @Test
        void ofAStatementThatEndsSoonKeepsItsConnection() {
            scripted.driver.on("select 1", Answer.value(1).after(Duration.ofMillis(20)));
            Outcome<Integer> read = scripted.run(scripted.read());

            read.subscription.dispose();
            scripted.advance(20);

            assertThat(scripted.client.snapshot().inUse()).isZero();
            assertThat(scripted.driver.counts().closes()).isZero();
        }

        @Test
        void ofAStatementThatDoesNotEndGivesItsConnectionUp() {
            scripted.driver.on("select 1", Answer.hangs());
            Outcome<Integer> read = scripted.run(scripted.read());

            read.subscription.dispose();
            scripted.advance(30);

            assertThat(scripted.client.snapshot().inUse()).isZero();
            assertThat(scripted.driver.counts().closes()).isEqualTo(1);
        }

        @Test
        void duringABackoffEndsIt() {
            scripted.driver.on("select 1", Answer.fails(answer("40001")));
            Outcome<Integer> read = scripted.run(scripted.read());

            read.subscription.dispose();
            scripted.advance(4000);

            assertThat(scripted.executions("select 1")).isEqualTo(1);
            assertThat(scripted.client.snapshot().running()).isZero();
        }
    }

    @Nested
    class AConnectionOfThePool {

        @Test
        void comesBackAtRest() {
            Outcome<Connection> taken = scripted.run(scripted.client.connectionFactory().create());
            Connection connection = taken.values.get(0);
            scripted.run(connection.beginTransaction());

            scripted.run(connection.close());

            assertThat(scripted.executions("ROLLBACK")).isEqualTo(1);
            assertThat(scripted.client.snapshot().inUse()).isZero();
        }

        @Test
        void isGivenOnWhenWhatNobodyReadHasBeenRead() {
            Outcome<Connection> taken = scripted.run(scripted.client.connectionFactory().create());
            Connection connection = taken.values.get(0);
            scripted.driver.on("select 1", Answer.numbers(5).after(Duration.ofMillis(20)));
            scripted.run(Flux.from(connection.createStatement("select 1").execute()).next()); // and never read

            Outcome<Void> close = scripted.run(Mono.from(connection.close()));
            assertThat(close.ended).isFalse();
            scripted.advance(20);

            close.endedAt(20);
            assertThat(scripted.client.snapshot().inUse()).isZero();
            assertThat(scripted.driver.counts().closes()).isZero();
        }

        @Test
        void isNotGivenOnWithAnAnswerThatDoesNotEnd() {
            Outcome<Connection> taken = scripted.run(scripted.client.connectionFactory().create());
            Connection connection = taken.values.get(0);
            scripted.driver.on("select 1", Answer.hangs());
            scripted.run(Flux.from(connection.createStatement("select 1").execute()).next()); // and never read

            scripted.run(connection.close());
            scripted.advance(30);

            assertThat(scripted.client.snapshot().inUse()).isZero();
            assertThat(scripted.driver.counts().closes()).isEqualTo(1);
        }

        @Test
        void neverSendsAStatementWithArgumentsWhoseResultWasNotRead() {
            Outcome<Connection> taken = scripted.run(scripted.client.connectionFactory().create());
            Connection connection = taken.values.get(0);
            scripted.driver.on("insert $1", Answer.updated(1));
            Statement insert = connection.createStatement("insert $1").bind("$1", 7);
            scripted.run(Flux.from(insert.execute()).next());

            scripted.run(connection.close()).endedAt(0);

            assertThat(scripted.driver.counts().closes()).isZero();
        }

        @Test
        void isGivenOnWithItsSettingsAsTheyWere() {
            Outcome<Connection> taken = scripted.run(scripted.client.connectionFactory().create());
            Connection connection = taken.values.get(0);
            scripted.run(connection.setStatementTimeout(Duration.ofSeconds(1)));
            scripted.run(connection.setLockWaitTimeout(Duration.ofSeconds(1)));
            scripted.run(connection.setTransactionIsolationLevel(IsolationLevel.SERIALIZABLE));

            scripted.run(connection.close()).endedAt(0);

            assertThat(scripted.executions("reset statement_timeout; reset lock_timeout")).isEqualTo(1);
            assertThat(scripted.executions(
                    "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL READ COMMITTED")).isEqualTo(1);
            assertThat(scripted.driver.counts().closes()).isZero();
        }

        @Test
        void isClosedIfItsSettingsCannotBeRestored() {
            Outcome<Connection> taken = scripted.run(scripted.client.connectionFactory().create());
            Connection connection = taken.values.get(0);
            scripted.driver.on("reset statement_timeout", Answer.fails(answer("42501")));
            scripted.run(connection.setStatementTimeout(Duration.ofSeconds(1)));

            scripted.run(connection.close()).endedAt(0);

            assertThat(scripted.driver.counts().closes()).isEqualTo(1);
        }

        @Test
        void isToldOnceIfItIsOutForLong() {
            Scripted watched = new Scripted(
                    settings -> settings.leakDetectionThreshold(Duration.ofSeconds(10))).ready();
            watched.run(watched.client.connectionFactory().create());

            watched.advance(9_999);
            assertThat(watched.events.of(HeadgateEvent.ConnectionHeld.class)).isEmpty();
            watched.advance(60_000);

            assertThat(watched.events.of(HeadgateEvent.ConnectionHeld.class)).singleElement()
                    .satisfies(held -> assertThat(held.taken()).hasStackTraceContaining("isToldOnceIfItIsOutForLong"));
        }

        @Test
        void isNotToldIfItComesBackInTime() {
            Scripted watched = new Scripted(
                    settings -> settings.leakDetectionThreshold(Duration.ofSeconds(10))).ready();
            Outcome<Connection> taken = watched.run(watched.client.connectionFactory().create());

            watched.advance(9_999);
            watched.run(taken.values.get(0).close());
            watched.advance(60_000);

            assertThat(watched.events.of(HeadgateEvent.ConnectionHeld.class)).isEmpty();
        }

        @Test
        void isClosedToItsUserOnceGivenBack() {
            Outcome<Connection> taken = scripted.run(scripted.client.connectionFactory().create());
            Connection connection = taken.values.get(0);
            scripted.run(connection.close());

            scripted.run(connection.close()).endedAt(0);

            assertThatThrownBy(() -> connection.createStatement("select 1")).isInstanceOf(IllegalStateException.class);
        }

        @Test
        void runsNoStatementThatWasMadeBeforeItWasGivenBack() {
            Outcome<Connection> taken = scripted.run(scripted.client.connectionFactory().create());
            Statement early = taken.values.get(0).createStatement("insert");
            scripted.run(taken.values.get(0).close());

            Outcome<Result> late = scripted.run(Flux.<Result>from(early.execute()));

            assertThat(late.failure).isInstanceOf(IllegalStateException.class);
            assertThat(scripted.executions("insert")).isZero();
        }

        @Test
        void isTriedAgainInAWhileIfTheServerHasNoneLeft() {
            Scripted small = new Scripted(settings -> settings.initialSize(1)).ready();
            small.run(small.client.connectionFactory().create());
            small.driver.connects(Connect.fails(answer("53300")), Connect.succeeds());

            Outcome<Connection> second = small.run(small.client.connectionFactory().create());
            small.advance(2_000);

            assertThat(second.endedAt(2_000).values).hasSize(1);
            assertThat(small.events.of(AttemptFailed.class)).isEmpty();
        }

        @Test
        void isSharedByAllIfTheServerHasNoOther() {
            Scripted small = new Scripted(settings -> settings.initialSize(1)).ready();
            int before = small.driver.counts().connects();
            small.driver.connects(Connect.fails(answer("53300")));
            small.driver.on("select 1", Answer.value(1).after(Duration.ofMillis(10)));

            Outcome<Long> all = small.run(Flux.range(0, 50).flatMap(number -> small.read(), 50).count());
            small.advance(1_000);

            assertThat(all.values).containsExactly(50L);
            assertThat(small.events.of(AttemptFailed.class)).isEmpty();
            assertThat(small.driver.counts().connecting() + small.driver.counts().connects() - before)
                    .isLessThanOrEqualTo(9); // those who were let in before the first refusal
        }

        @Test
        void isOneOfFewerIfTheServerHasNotSoManyAtFirst() {
            Scripted small = new Scripted(settings -> settings.initialSize(3));
            small.driver.connects(Connect.succeeds(), Connect.succeeds(), Connect.fails(answer("53300")));

            small.ready();

            assertThat(small.client.snapshot().idle()).isEqualTo(1);
            assertThat(small.run(small.read()).endedAt(0).values).containsExactly(1);
        }
    }

    @Nested
    class AVerdict {

        @Test
        void canBeOverridden() {
            Scripted own = new Scripted(settings -> settings.verdict(failure -> "P0001".equals(
                    Failures.sqlState(failure.cause())) ? Optional.of(Verdict.ROLLED_BACK) : Optional.empty())).ready();
            own.driver.on("call", Answer.fails(answer("P0001")), Answer.updated(1));

            Outcome<Long> write = own.run(own.write("call"));
            own.advance(500);

            assertThat(write.endedAt(500).values).containsExactly(1L);
        }

        @Test
        void onAReadOnlyRefusalAsksWhetherTheServerIsAStandbyNow() {
            scripted.driver.on("insert", Answer.fails(answer("25006")), Answer.updated(1));
            // the sentinel is asked, and again by the probe, then the next generation
            scripted.driver.on("select pg_is_in_recovery()", Answer.value(true), Answer.value(true),
                    Answer.value(false));

            Outcome<Long> write = scripted.run(scripted.write("insert"));
            scripted.advance(500);

            assertThat(write.values).containsExactly(1L);
            assertThat(scripted.events.of(HeadgateEvent.GenerationLost.class)).hasSize(1);
        }

        @Test
        void onAReadOnlyRefusalByAPrimaryIsPermanent() {
            scripted.driver.on("insert", Answer.fails(answer("25006")));

            Outcome<Long> write = scripted.run(scripted.write("insert"));

            assertThat(Failures.sqlState(write.endedAt(0).failure)).isEqualTo("25006");
            assertThat(scripted.events.of(HeadgateEvent.GenerationLost.class)).isEmpty();
        }
    }

    @Nested
    class AListener {

        @Test
        void thatThrowsDisturbsNothing() {
            Scripted rude = new Scripted(settings -> settings.listener(event -> {
                throw new IllegalStateException("rude");
            }));

            assertThat(rude.run(rude.read()).endedAt(0).values).isEqualTo(List.of(1));
        }
    }
}
