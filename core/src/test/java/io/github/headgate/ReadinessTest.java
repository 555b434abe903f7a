package io.github.headgate;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.headgate.HeadgateEvent.GenerationLost;
import io.github.headgate.HeadgateEvent.GenerationOpening;
import io.github.headgate.HeadgateEvent.OpeningFailed;
import io.github.headgate.HeadgateEvent.Retry;
import io.github.headgate.HeadgateEvent.WaiterRefused;
import io.github.headgate.Scripted.Outcome;
import io.github.headgate.reactor.Readiness;
import io.github.headgate.testkit.Answer;
import io.github.headgate.testkit.Connect;
import io.r2dbc.spi.Connection;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** Cold starts, warm-ups, health and losses, at their exact times. */
class ReadinessTest {

    @Nested
    class ColdStart {

        @Test
        void letsTheFirstQuerySucceedAtTheFirstAttemptThatFindsTheServer() {
            Scripted scripted = new Scripted();
            scripted.driver.connects(Connect.fails(Scripted.refused()));

            Outcome<Integer> first = scripted.run(scripted.read());
            scripted.advance(2450);
            scripted.serverIsBack();
            scripted.advance(50);

            assertThat(first.endedAt(2500).values).containsExactly(1);
            assertThat(scripted.executions("select 1")).isEqualTo(1);
            assertThat(scripted.events.of(Retry.class)).isEmpty();
            assertThat(scripted.driver.counts().mostConnecting()).isEqualTo(1);
        }

        @Test
        void opensNothingUntilSomebodyAsks() {
            Scripted scripted = new Scripted();

            scripted.advance(10_000);

            assertThat(scripted.driver.counts().connects()).isZero();
        }

        @Test
        void failsNobodyButThoseWhoseDeadlineHasPassed() {
            Scripted scripted = new Scripted();
            scripted.driver.connects(Connect.fails(Scripted.refused()));

            Outcome<Integer> early = scripted.run(scripted.read());
            scripted.advance(3000);
            Outcome<Integer> late = scripted.run(scripted.read());
            scripted.advance(1000);
            scripted.serverIsBack();
            scripted.advance(100);

            assertThat(early.endedAt(4000).failure)
                    .isInstanceOf(NotReadyException.class)
                    .hasMessageContaining("not ready after 4000 ms")
                    .hasMessageContaining("Connection refused")
                    .hasRootCauseMessage("Connection refused");
            assertThat(late.endedAt(1100).values).containsExactly(1);
        }
    }

    @Nested
    class WarmUp {

        @Test
        void isOneForTenThousandCallersOfWhomAllSucceed() {
            Scripted scripted = new Scripted();
            scripted.driver.connects(Connect.succeeds().after(Duration.ofMillis(800)));

            List<Outcome<Integer>> callers = IntStream.range(0, 10_000)
                    .mapToObj(caller -> scripted.run(scripted.read()))
                    .toList();
            scripted.advance(3500);

            assertThat(callers).allSatisfy(caller -> assertThat(caller.values).containsExactly(1));
            assertThat(scripted.events.of(GenerationOpening.class)).hasSize(1);
            assertThat(scripted.driver.counts().closes()).isZero();
            assertThat(scripted.driver.counts().mostConnecting()).isLessThanOrEqualTo(2);
        }

        @Test
        void isNotDoneBeforeAQueryHasBeenAnswered() {
            Scripted scripted = new Scripted();
            scripted.driver.on("select pg_is_in_recovery()", Answer.fails(Scripted.answer("57P03")),
                    Answer.value(false));

            Outcome<Integer> first = scripted.run(scripted.read());
            assertThat(first.ended).isFalse();
            scripted.advance(100);

            assertThat(first.endedAt(100).values).containsExactly(1);
            assertThat(scripted.events.of(OpeningFailed.class)).hasSize(1);
            assertThat(scripted.driver.counts().open()).isEqualTo(3);
        }

        @Test
        void leavesNoConnectionOfAFailedAttemptBehind() {
            Scripted scripted = new Scripted();
            scripted.driver.on("select pg_is_in_recovery()", Answer.fails(Scripted.answer("57P03")));

            scripted.run(scripted.read());

            assertThat(scripted.events.of(OpeningFailed.class)).hasSize(1);

            assertThat(scripted.driver.counts().open()).isZero();
        }
    }

    @Nested
    class Silence {

        @Test
        void ofALoginIsEndedByTheStartupTimeoutThatDoublesToFifteenSeconds() {
            Scripted scripted = new Scripted(settings -> settings.timeout(Duration.ofMinutes(2)));
            scripted.driver.connects(Connect.hangs());

            scripted.run(scripted.read());
            scripted.advance(100_000);

            // 1 s for TCP and 2, 4, 8, 15, 15 … s for the login, 100 ms after each
            assertThat(scripted.events.of(OpeningFailed.class)).hasSize(8);
            assertThat(scripted.driver.counts().connects()).isEqualTo(9);
        }

        @Test
        void ofARunningStatementEndsWithTheDeadlineAndItsConnectionIsNotUsedAgain() {
            Scripted scripted = new Scripted(settings -> settings.maxSize(1)).ready();
            scripted.driver.on("select slow", Answer.hangs());

            Outcome<Integer> silent = scripted.run(scripted.read("select slow"));
            scripted.advance(4000);
            Outcome<Integer> next = scripted.run(scripted.read());
            scripted.advance(30);

            assertThat(silent.endedAt(4000).failure)
                    .isInstanceOf(DeadlineExceededException.class)
                    .hasMessageContaining("4000 ms in EXECUTE");
            assertThat(next.endedAt(30).values).containsExactly(1);
            assertThat(scripted.driver.counts().overlaps()).isZero();
        }
    }

    @Nested
    class Loss {

        @Test
        void isWaitedOutAtTheGateWithoutBackingOff() {
            Scripted scripted = new Scripted().ready();
            scripted.serverIsGone();

            Outcome<Integer> read = scripted.run(scripted.read());
            scripted.advance(1050);
            scripted.serverIsBack();
            scripted.advance(50);

            assertThat(read.endedAt(1100).values).containsExactly(1);
            assertThat(scripted.events.of(Retry.class)).hasSize(1).allMatch(retry -> retry.after().isZero());
            assertThat(scripted.events.of(GenerationLost.class)).hasSize(1);
        }

        @Test
        void isToldAtTheDeadlineIfItLasts() {
            Scripted scripted = new Scripted().ready();
            scripted.serverIsGone();

            Outcome<Integer> read = scripted.run(scripted.read());
            scripted.advance(4000);

            assertThat(read.endedAt(4000).failure).isInstanceOf(NotReadyException.class);
        }

        @Test
        void byFiveHundredCallersIsOneReconnectAtTheOpeningsOwnPace() {
            Scripted scripted = new Scripted().ready();
            int before = scripted.driver.counts().connects();
            scripted.serverIsGone();

            List<Outcome<Integer>> callers = IntStream.range(0, 500)
                    .mapToObj(caller -> scripted.run(scripted.read()))
                    .toList();
            scripted.advance(1000);
            int attempts = scripted.events.of(OpeningFailed.class).size();

            assertThat(attempts).isEqualTo(11);
            assertThat(scripted.events.of(GenerationLost.class)).hasSize(1);
            // besides the opening's: the probe's, and one for each place in the pool that met it dead
            assertThat(scripted.driver.counts().connects() - before - attempts).isLessThanOrEqualTo(11);
            assertThat(callers).noneMatch(caller -> caller.ended);
        }

        @Test
        void ofOneConnectionEndsNothing() {
            Scripted scripted = new Scripted().ready();
            scripted.driver.on("select 1", Answer.dies(Scripted.answer("57P01")), Answer.value(1));

            Outcome<Integer> read = scripted.run(scripted.read());
            scripted.advance(500);

            assertThat(read.endedAt(500).values).containsExactly(1);
            assertThat(scripted.events.of(GenerationLost.class)).isEmpty();
        }

        @Test
        void isFoundAlthoughTheServerIsBackAlready() {
            Scripted scripted = new Scripted().ready();
            scripted.driver.killConnections(Scripted.closed());

            Outcome<Integer> read = scripted.run(scripted.read());

            assertThat(read.endedAt(0).values).containsExactly(1);
        }

        @Test
        void endsWhatStillRunsOnIt() {
            Scripted scripted = new Scripted().ready();
            scripted.driver.on("select slow", Answer.hangs());
            Outcome<Long> slow = scripted.run(scripted.write("select slow"));
            scripted.driver.connects(Connect.fails(Scripted.refused()));
            scripted.driver.on("select pg_is_in_recovery()", Answer.fails(Scripted.closed()));

            scripted.driver.on("select 1", Answer.dies(Scripted.closed()), Answer.value(1));
            scripted.run(scripted.read());

            assertThat(scripted.events.of(GenerationLost.class)).hasSize(1);
            assertThat(slow.endedAt(0).failure).isInstanceOf(OutcomeUnknownException.class);
        }

        @Test
        void leavesAnEngineColdThatNobodyHasAskedForLong() {
            Scripted scripted = new Scripted(settings -> settings.keepReady(Duration.ofMinutes(5))).ready();
            scripted.driver.on("insert", Answer.hangs());
            scripted.run(scripted.client.sql("insert").timeout(Duration.ofMinutes(6)).update());

            scripted.advance(301_000);
            scripted.serverIsGone();

            assertThat(scripted.client.snapshot().readiness().state()).isEqualTo(Readiness.State.COLD);
        }
    }

    @Nested
    class Refusal {

        @Test
        void isToldAtOnceNamesItsCauseAndHeals() {
            Scripted scripted = new Scripted();
            scripted.driver.connects(Connect.fails(Scripted.answer("28P01")));

            Outcome<Integer> refused = scripted.run(scripted.read());
            Outcome<Integer> next = scripted.run(scripted.read());
            scripted.serverIsBack();
            scripted.advance(100);
            Outcome<Integer> healed = scripted.run(scripted.read());

            assertThat(refused.endedAt(0).failure)
                    .isInstanceOf(OpeningFailedException.class)
                    .hasMessageContaining("the server says 28P01 (28P01)");
            assertThat(((OpeningFailedException) refused.failure).getSqlState()).isEqualTo("28P01");
            assertThat(next.endedAt(0).failure).isInstanceOf(OpeningFailedException.class);
            assertThat(healed.endedAt(0).values).containsExactly(1);
        }
    }

    @Nested
    class Estimates {

        private final Scripted scripted = new Scripted(settings -> settings.whileOpening(WhileOpening.FAIL_FAST));

        /** Lives through outages of so many milliseconds each. */
        private static void outages(Scripted scripted, int times, long millis) {
            scripted.ready();
            for (int i = 0; i < times; i++) {
                scripted.serverIsGone();
                scripted.run(scripted.read());
                scripted.advance(millis - 50);
                scripted.serverIsBack();
                scripted.advance(50);
            }
            scripted.serverIsGone();
        }

        private Mono<Integer> readWithin(long millis) {
            return scripted.client.sql("select 1")
                    .timeout(Duration.ofMillis(millis))
                    .query(row -> row.get(0, Integer.class))
                    .one();
        }

        @Test
        void thatLieBeyondTheDeadlineFailACallerAtOnce() {
            outages(scripted, 5, 2000);
            scripted.run(scripted.client.ready());

            Outcome<Integer> loses = scripted.run(readWithin(1500));
            scripted.advance(600);
            Outcome<Integer> later = scripted.run(readWithin(1300));
            Outcome<Integer> enough = scripted.run(readWithin(1500));

            assertThat(loses.ended).isTrue();
            assertThat(later.endedAt(0).failure)
                    .isInstanceOf(NotReadyException.class)
                    .hasMessageContaining("is not ready after 0 ms")
                    .hasMessageContaining("is expected to be in 1400 ms, and the deadline is in 1300 ms")
                    .hasRootCauseMessage("Connection refused");
            assertThat(((NotReadyException) later.failure).retryAfter()).isEqualTo(Duration.ofMillis(1400));
            assertThat(enough.ended).isFalse();
        }

        @Test
        void failNobodyWhoHasTime() {
            outages(scripted, 5, 2000);

            Outcome<Integer> patient = scripted.run(scripted.read());
            scripted.advance(1950);
            scripted.serverIsBack();
            scripted.advance(50);

            assertThat(patient.endedAt(2000).values).containsExactly(1);
        }

        @Test
        void failNobodyWhileTheyAreOfFewOpenings() {
            outages(scripted, 4, 2000);

            Outcome<Integer> hurried = scripted.run(readWithin(1500));
            scripted.advance(1500);

            assertThat(hurried.endedAt(1500).failure).hasMessageNotContaining("is expected");
        }

        @Test
        void failNobodyUnlessThatIsAskedFor() {
            Scripted usual = new Scripted();
            outages(usual, 5, 2000);

            Outcome<Integer> hurried = usual.run(usual.client.sql("select 1")
                    .timeout(Duration.ofMillis(1500))
                    .query(row -> row.get(0, Integer.class))
                    .one());
            usual.advance(1500);

            assertThat(hurried.endedAt(1500).failure).isInstanceOf(NotReadyException.class);
        }

        @Test
        void letTheOneWhoIsRefusedBeginTheOpening() {
            Scripted cold = new Scripted(settings -> settings.whileOpening(WhileOpening.FAIL_FAST)
                    .hibernateAfter(Duration.ofMinutes(1)));
            cold.ready();
            for (int i = 0; i < 5; i++) {
                cold.driver.connects(Connect.fails(Scripted.refused()));
                cold.advance(180_000);
                cold.run(cold.read());
                cold.advance(1950);
                cold.serverIsBack();
                cold.advance(50);
            }
            cold.driver.connects(Connect.fails(Scripted.refused()));
            cold.advance(180_000);
            assertThat(cold.client.snapshot().readiness().state()).isEqualTo(Readiness.State.COLD);

            Outcome<Integer> refused = cold.run(cold.client.sql("select 1")
                    .timeout(Duration.ofSeconds(1))
                    .query(row -> row.get(0, Integer.class))
                    .one());

            assertThat(refused.endedAt(0).failure).isInstanceOf(NotReadyException.class);
            assertThat(cold.client.snapshot().readiness().state()).isEqualTo(Readiness.State.OPENING);
        }

        @Test
        void tellWhenItIsWorthComingBack() {
            Scripted usual = new Scripted();
            outages(usual, 5, 5000);
            usual.run(usual.client.ready());

            Outcome<Integer> read = usual.run(usual.read());
            usual.advance(4000);

            assertThat(((NotReadyException) read.failure).retryAfter()).isEqualTo(Duration.ofSeconds(1));
        }

        @Test
        void growWithAnOutageThatIsLikeNoneBefore() {
            Scripted usual = new Scripted();
            usual.driver.connects(Connect.fails(Scripted.refused()));

            usual.run(usual.client.ready());
            usual.advance(16_000);
            Outcome<Integer> read = usual.run(usual.read());
            usual.advance(4000);

            assertThat(((NotReadyException) read.failure).retryAfter()).isEqualTo(Duration.ofSeconds(5));
        }
    }

    @Nested
    class Waiters {

        @Test
        void beyondTheirLimitAreRefusedAtOnceButHealthIsNot() {
            Scripted scripted = new Scripted(settings -> settings.maxWaiters(2));
            scripted.driver.connects(Connect.hangs());
            scripted.run(scripted.read());
            scripted.run(scripted.read());

            Outcome<Integer> third = scripted.run(scripted.read());
            Outcome<Health> health = scripted.run(scripted.client.health());
            scripted.advance(1000);

            assertThat(third.endedAt(0).failure)
                    .isInstanceOf(TooManyWaitersException.class)
                    .hasMessage("client test: 2 operations wait already, and maxWaiters is 2");
            assertThat(scripted.events.of(WaiterRefused.class)).hasSize(1);
            assertThat(health.values).extracting(Health::status).containsExactly(Health.Status.OPENING);
        }

        @Test
        void areCountedNoLongerWhenTheyLeave() {
            Scripted scripted = new Scripted(settings -> settings.maxSize(1)).ready();
            scripted.driver.on("select slow", Answer.hangs());
            scripted.run(scripted.read("select slow"));

            Outcome<Integer> queued = scripted.run(scripted.read());
            assertThat(scripted.client.snapshot().waiting()).isEqualTo(1);
            queued.subscription.dispose();

            assertThat(scripted.client.snapshot().waiting()).isZero();
            assertThat(scripted.client.snapshot().running()).isEqualTo(1);
        }

        @Test
        void forAConnectionAreToldHowFullItWas() {
            Scripted scripted = new Scripted(settings -> settings.maxSize(1)).ready();
            scripted.driver.on("select slow", Answer.hangs());
            scripted.run(scripted.client.sql("select slow").timeout(Duration.ofSeconds(9)).update());

            Outcome<Integer> queued = scripted.run(scripted.read());
            scripted.advance(4000);

            assertThat(queued.endedAt(4000).failure)
                    .isInstanceOf(DeadlineExceededException.class)
                    .hasMessageContaining("in ACQUIRE")
                    .hasMessageContaining("1 of 1 connections in use");
            assertThat(((DeadlineExceededException) queued.failure).verdict()).isEqualTo(Verdict.NOT_SENT);
        }
    }

    @Nested
    class HealthAnswers {

        @Test
        void areOpeningWhileTheEngineOpensWithTheAttemptsAndTheCause() {
            Scripted scripted = new Scripted();
            scripted.driver.connects(Connect.fails(Scripted.refused()));

            Outcome<Health> health = scripted.run(scripted.client.health());
            scripted.advance(750);

            assertThat(health.endedAt(750).values).singleElement().satisfies(answer -> {
                assertThat(answer.status()).isEqualTo(Health.Status.OPENING);
                assertThat(answer.attempts()).isEqualTo(8);
                assertThat(answer.cause().orElseThrow()).hasMessageContaining("Cannot connect");
                assertThat(answer.retryAfter()).hasValueSatisfying(again -> assertThat(again).isPositive());
            });
            assertThat(scripted.events.of(GenerationOpening.class)).hasSize(1);
        }

        @Test
        void areUpOnceAQueryIsAnsweredAndSharedForAWhile() {
            Scripted scripted = new Scripted().ready();

            Outcome<Health> first = scripted.run(scripted.client.health());
            scripted.advance(499);
            Outcome<Health> shared = scripted.run(scripted.client.health());
            assertThat(scripted.executions("select 1")).isEqualTo(1);
            scripted.advance(1);
            scripted.run(scripted.client.health());

            assertThat(first.values).allMatch(Health::isUp);
            assertThat(shared.values).isEqualTo(first.values);
            assertThat(scripted.executions("select 1")).isEqualTo(2);
        }

        @Test
        void areNotUpAnyMoreOnceTheGenerationIsLost() {
            Scripted scripted = new Scripted().ready();
            scripted.run(scripted.client.health());
            scripted.serverIsGone();
            scripted.run(scripted.read());

            Outcome<Health> health = scripted.run(scripted.client.health());
            scripted.advance(750);

            assertThat(health.values).extracting(Health::status).containsExactly(Health.Status.OPENING);
        }

        @Test
        void areSaturatedWhenAllConnectionsAreInUseAndTheServerAnswers() {
            Scripted scripted = new Scripted(settings -> settings.maxSize(1)).ready();
            scripted.driver.on("select slow", Answer.hangs());
            scripted.run(scripted.read("select slow"));

            Outcome<Health> health = scripted.run(scripted.client.health());
            scripted.advance(750);

            assertThat(health.values).extracting(Health::status).containsExactly(Health.Status.SATURATED);
        }

        @Test
        void areUpWhenTheQueueHasGoneByTheTimeThatTheyGiveUpWaiting() {
            Scripted scripted = new Scripted(settings -> settings.maxSize(1)).ready();
            scripted.driver.on("select slow", Answer.value(1).after(Duration.ofMillis(750)));
            scripted.run(scripted.read("select slow"));
            scripted.run(scripted.client.sql("select slow").timeout(Duration.ofMillis(700)).update());

            Outcome<Health> health = scripted.run(scripted.client.health());
            scripted.advance(1000);

            assertThat(health.values).extracting(Health::status).containsExactly(Health.Status.UP);
        }

        @Test
        void areDownWhenAllConnectionsAreInUseAndTheServerIsSilent() {
            Scripted scripted = new Scripted(settings -> settings.maxSize(1)).ready();
            scripted.driver.on(sql -> true, Answer.hangs());
            scripted.run(scripted.read("select slow"));

            Outcome<Health> health = scripted.run(scripted.client.health());
            scripted.advance(1000);

            assertThat(health.endedAt(1000).values).extracting(Health::status).containsExactly(Health.Status.DOWN);
        }

        @Test
        void areDownWhenTheEngineIsRefused() {
            Scripted scripted = new Scripted();
            scripted.driver.connects(Connect.fails(Scripted.answer("28P01")));

            Outcome<Health> health = scripted.run(scripted.client.health());

            assertThat(health.endedAt(0).values).extracting(Health::status).containsExactly(Health.Status.DOWN);
        }

        @Test
        void areSharedByThoseWhoAskTogetherAndSurviveTheCancelOfTheFirst() {
            Scripted scripted = new Scripted().ready();
            scripted.driver.on("select 1", Answer.value(1).after(Duration.ofMillis(100)));

            Outcome<Health> first = scripted.run(scripted.client.health());
            Outcome<Health> second = scripted.run(scripted.client.health());
            first.subscription.dispose();
            scripted.advance(100);

            assertThat(second.endedAt(100).values).allMatch(Health::isUp);
            assertThat(scripted.executions("select 1")).isEqualTo(1);
        }
    }

    @Nested
    class Close {

        @Test
        void letsRunningWorkEndAndRefusesNewWork() {
            Scripted scripted = new Scripted().ready();
            scripted.driver.on("select slow", Answer.value(1).after(Duration.ofSeconds(2)));
            Outcome<Integer> running = scripted.run(scripted.read("select slow"));

            Outcome<Void> close = scripted.run(scripted.client.close());
            Outcome<Integer> refused = scripted.run(scripted.read());
            scripted.advance(2000);

            assertThat(refused.endedAt(0).failure).isInstanceOf(ClientClosedException.class);
            assertThat(running.endedAt(2000).values).containsExactly(1);
            close.endedAt(2000);
            assertThat(scripted.driver.counts().open()).isZero();
        }

        @Test
        void isNotHealthy() {
            Scripted scripted = new Scripted().ready();
            scripted.run(scripted.client.health());

            scripted.run(scripted.client.close()).endedAt(0);

            assertThat(scripted.run(scripted.client.health()).values).extracting(Health::status)
                    .containsExactly(Health.Status.DOWN);
        }

        @Test
        void waitsForAConnectionThatIsOut() {
            Scripted scripted = new Scripted().ready();
            Outcome<Connection> taken = scripted.run(scripted.client.connectionFactory().create());

            Outcome<Void> close = scripted.run(scripted.client.close());
            scripted.advance(1000);
            scripted.run(taken.values.get(0).close());

            close.endedAt(1000);
        }

        @Test
        void goesOnWhenNobodyWaitsForIt() {
            Scripted scripted = new Scripted();
            scripted.driver.connects(Connect.fails(Scripted.refused()));
            scripted.run(scripted.client.sql("select 1").timeout(Duration.ofMinutes(1)).query(row -> 1).one());

            scripted.run(scripted.client.close()).subscription.dispose();
            scripted.advance(5000);

            assertThat(scripted.client.snapshot().readiness().state()).isEqualTo(Readiness.State.CLOSED);
        }

        @Test
        void cutsOffWhatDoesNotEndInTime() {
            Scripted scripted = new Scripted().ready();
            scripted.driver.on("insert", Answer.hangs());
            Outcome<Long> running = scripted.run(scripted.client.sql("insert").timeout(Duration.ofMinutes(1)).update());

            Outcome<Void> close = scripted.run(scripted.client.close());
            scripted.advance(5000);

            close.endedAt(4000);
            assertThat(running.failure).isInstanceOf(OutcomeUnknownException.class);
            assertThat(scripted.driver.counts().open()).isZero();
        }

        @Test
        void endsThoseWhoWaitForTheEngine() {
            Scripted scripted = new Scripted();
            scripted.driver.connects(Connect.hangs());
            Outcome<Integer> waiting = scripted.run(scripted.client.sql("select 1")
                    .timeout(Duration.ofMinutes(1))
                    .query(row -> 1)
                    .one());

            scripted.run(scripted.client.close());
            scripted.advance(4000);

            assertThat(waiting.endedAt(4000).failure).isInstanceOf(ClientClosedException.class);
        }
    }

    @Nested
    class Hibernate {

        @Test
        void closesAnIdleEngineAndOpensItForTheNextCaller() {
            Scripted scripted = new Scripted(settings -> settings.hibernateAfter(Duration.ofMinutes(1))).ready();
            scripted.run(scripted.read());

            scripted.advance(61_000);
            assertThat(scripted.driver.counts().open()).isZero();
            assertThat(scripted.client.snapshot().readiness().state()).isEqualTo(Readiness.State.COLD);

            assertThat(scripted.run(scripted.read()).values).containsExactly(1);
        }

        @Test
        void waitsForTheLastOperation() {
            Scripted scripted = new Scripted(settings -> settings.hibernateAfter(Duration.ofMinutes(1))).ready();
            scripted.advance(50_000);
            scripted.run(scripted.read());

            scripted.advance(50_000);

            assertThat(scripted.client.snapshot().readiness().state()).isEqualTo(Readiness.State.READY);
        }
    }
}
