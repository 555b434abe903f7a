package io.github.headgate.reactor;

import static io.github.headgate.reactor.RetryDecision.AT_ONCE;
import static io.github.headgate.reactor.RetryDecision.BACK_OFF;
import static io.github.headgate.reactor.RetryDecision.BACK_OFF_FREE;
import static io.github.headgate.reactor.RetryDecision.NEVER;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;
import reactor.test.publisher.PublisherProbe;

class BoundedRetryTest {

    private final CountedTimer timer = new CountedTimer();
    private final FailingAttempts attempts = new FailingAttempts();

    @Test
    void triesAgainWhenTheWaitIsOver() {
        StepVerifier.create(attempts.succeedingAt(3).retryWhen(retry().build()))
                .then(() -> timer.advanceTimeBy(ofMillis(499)))
                .then(() -> assertThat(attempts.made()).isEqualTo(1))
                .then(() -> timer.advanceTimeBy(ofMillis(1)))
                .then(() -> assertThat(attempts.made()).isEqualTo(2))
                .then(() -> timer.advanceTimeBy(ofMillis(1000)))
                .expectNext("row")
                .verifyComplete();
    }

    @Test
    void triesAFluxAgain() {
        Flux<String> rows = Flux.concat(Mono.just("first"), attempts.succeedingAt(2));

        StepVerifier.create(rows.retryWhen(retry().build()))
                .expectNext("first")
                .then(() -> timer.advanceTimeBy(ofMillis(500)))
                .expectNext("first", "row")
                .verifyComplete();
    }

    @Nested
    class MadeAtTheFirstFailure {

        private final List<RetriesStopped> stops = new ArrayList<>();
        private int made;

        @Test
        void isNotMadeWhileNothingFails() {
            StepVerifier.create(retried(attempts.succeedingAt(1))).expectNext("row").verifyComplete();

            assertThat(made).isZero();
        }

        @Test
        void countsThatFailureAsTheFirst() {
            StepVerifier.create(retried(attempts.mono()))
                    .then(() -> timer.advanceTimeBy(ofMillis(500)))
                    .then(() -> timer.advanceTimeBy(ofMillis(1000)))
                    .verifyErrorMessage("attempt 3");

            assertThat(made).isEqualTo(1);
            assertThat(stops).singleElement().extracting(RetriesStopped::attempts).isEqualTo(3);
        }

        @Test
        void isMadeForEachSubscriptionThatFails() {
            Flux<String> failing = retried(attempts.succeedingAt(2));

            StepVerifier.create(failing)
                    .then(() -> timer.advanceTimeBy(ofMillis(500)))
                    .expectNext("row")
                    .verifyComplete();
            StepVerifier.create(failing).expectNext("row").verifyComplete();

            assertThat(made).isEqualTo(1);
        }

        @Test
        void countsTheTimeBeforeItInWhereTheBackoffGoesByTime() {
            Backoff twice = Backoff.waits(ofMillis(100))
                    .noJitter()
                    .until(ofSeconds(1), Backoff.waits(ofMillis(700)).noJitter());

            StepVerifier.create(attempts.succeedingAt(2)
                    .retryWhen(retry().backoff(twice).elapsed(ofSeconds(1)).build()))
                    .then(() -> timer.advanceTimeBy(ofMillis(699)))
                    .then(() -> assertThat(attempts.made()).isEqualTo(1))
                    .then(() -> timer.advanceTimeBy(ofMillis(1)))
                    .expectNext("row")
                    .verifyComplete();
        }

        private Flux<String> retried(Mono<String> work) {
            return BoundedRetry.onFailure(Flux.defer(() -> work), () -> {
                made++;
                return retry().onStop(stops::add).build();
            });
        }
    }

    @Test
    void countsForEachSubscriptionAnew() {
        Mono<String> failing = attempts.mono().retryWhen(retry().decide(failure -> Mono.just(AT_ONCE)).build());

        StepVerifier.create(failing).verifyErrorMessage("attempt 3");
        StepVerifier.create(failing).verifyErrorMessage("attempt 6");
    }

    @Test
    void doesNotTryAgainIfThereAreNoRetries() {
        StepVerifier.create(attempts.mono().retryWhen(retry().maxRetries(0).build())).verifyErrorMessage("attempt 1");
    }

    @Test
    void triesManyTimesWithoutGrowingTheStack() {
        Mono<String> late = attempts.succeedingAt(10_000)
                .retryWhen(retry().maxRetries(Integer.MAX_VALUE).decide(failure -> Mono.just(AT_ONCE)).build());

        StepVerifier.create(late).expectNext("row").verifyComplete();
    }

    @Test
    void tellsOfEachRetryBeforeItsWait() {
        List<RetryAttempt> told = new ArrayList<>();

        StepVerifier.create(attempts.mono().retryWhen(retry().onRetry(told::add).build()))
                .then(() -> assertThat(told).hasSize(1))
                .then(() -> timer.advanceTimeBy(ofMillis(500)))
                .then(() -> timer.advanceTimeBy(ofMillis(1000)))
                .verifyErrorMessage("attempt 3");

        assertThat(told).extracting(RetryAttempt::retry).containsExactly(1, 2);
        assertThat(told).extracting(RetryAttempt::after).containsExactly(ofMillis(500), ofMillis(1000));
        assertThat(told).extracting(attempt -> attempt.failure().getMessage())
                .containsExactly("attempt 1", "attempt 2");
    }

    @Test
    void tellsWhyItGivesUp() {
        List<RetriesStopped> told = new ArrayList<>();

        StepVerifier.create(attempts.mono().retryWhen(retry().maxRetries(0).onStop(told::add).build()))
                .verifyErrorMessage("attempt 1");

        assertThat(told).singleElement().extracting(RetriesStopped::reason).isEqualTo(RetriesStopped.Reason.ATTEMPTS);
    }

    @Test
    void tellsOfAFirstFailureThatIsNotToBeRetriedAndLeavesItUntouched() {
        List<RetriesStopped> told = new ArrayList<>();

        StepVerifier.create(attempts.mono()
                .retryWhen(retry().decide(failure -> Mono.just(NEVER)).onStop(told::add).build()))
                .verifyErrorSatisfies(failure -> assertThat(failure.getSuppressed()).isEmpty());

        assertThat(told).singleElement()
                .extracting(RetriesStopped::reason)
                .isEqualTo(RetriesStopped.Reason.NOT_RETRYABLE);
    }

    @Test
    void keepsTheFailureWhenWhoeverIsToldFails() {
        BoundedRetry deaf = retry().maxRetries(0).onStop(why -> {
            throw new IllegalStateException("deaf");
        }).build();

        StepVerifier.create(attempts.mono().retryWhen(deaf))
                .verifyErrorSatisfies(failure -> assertThat(failure)
                        .hasMessage("attempt 1")
                        .satisfies(last -> assertThat(last.getSuppressed()).extracting(Throwable::getMessage)
                                .contains("deaf")));
    }

    @Test
    void refusesANegativeNumberOfRetries() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BoundedRetry.builder(timer).maxRetries(-1))
                .withMessage("maxRetries must not be negative, was -1");
    }

    @Nested
    class Decided {

        @Test
        void atOnceTriesAgainWithoutAWait() {
            BoundedRetry retry = retry().decide(failure -> Mono.just(AT_ONCE)).build();

            StepVerifier.create(attempts.succeedingAt(3).retryWhen(retry)).expectNext("row").verifyComplete();
        }

        @Test
        void onlyBackOffTakesAToken() {
            RetryBudget budget = RetryBudget.of(10);
            List<RetryDecision> decisions = List.of(AT_ONCE, BACK_OFF_FREE, BACK_OFF, NEVER);
            BoundedRetry retry = retry().maxRetries(9)
                    .budget(budget)
                    .decide(failure -> Mono.just(decisions.get(attempts.made() - 1)))
                    .build();

            StepVerifier.create(attempts.mono().retryWhen(retry))
                    .then(() -> timer.advanceTimeBy(ofMillis(500)))
                    .then(() -> timer.advanceTimeBy(ofMillis(1000)))
                    .verifyErrorMessage("attempt 4");

            assertThat(budget.level()).isEqualTo(0.9);
        }

        @Test
        void isWaitedFor() {
            Sinks.One<RetryDecision> decision = Sinks.one();
            BoundedRetry retry = retry().decide(failure -> decision.asMono()).build();

            StepVerifier.create(attempts.succeedingAt(2).retryWhen(retry))
                    .then(() -> timer.advanceTimeBy(ofSeconds(9)))
                    .then(() -> decision.tryEmitValue(AT_ONCE).orThrow())
                    .expectNext("row")
                    .verifyComplete();
        }

        @Test
        void seesTheContextOfTheSubscriber() {
            BoundedRetry retry = retry()
                    .decide(failure -> Mono.deferContextual(context -> Mono.just(context.get("decision"))))
                    .build();

            StepVerifier.create(attempts.succeedingAt(2)
                    .retryWhen(retry)
                    .contextWrite(context -> context.put("decision", AT_ONCE)))
                    .expectNext("row")
                    .verifyComplete();
        }
    }

    @Nested
    class Bounded {

        @Test
        void beginsNoWaitThatWouldPassTheDeadline() {
            BoundedRetry retry = retry().deadline(Deadline.after(ofMillis(1500), timer)).build();

            StepVerifier.create(attempts.mono().retryWhen(retry))
                    .then(() -> timer.advanceTimeBy(ofMillis(500)))
                    .verifyErrorMessage("attempt 2");

            assertThat(timer.pending()).isZero();
        }

        @Test
        void takesTheDeadlineOfTheContextIfThatIsEarlier() {
            BoundedRetry retry = retry().deadline(Deadline.after(ofSeconds(60), timer)).build();

            StepVerifier.create(attempts.mono()
                    .retryWhen(retry)
                    .contextWrite(Deadline.after(ofMillis(500), timer)::writeTo))
                    .verifyErrorMessage("attempt 1");
        }

        @Test
        void doesNotTryAtOnceAfterTheDeadline() {
            BoundedRetry retry = retry().deadline(Deadline.after(ZERO, timer))
                    .decide(failure -> Mono.just(AT_ONCE))
                    .build();

            StepVerifier.create(attempts.mono().retryWhen(retry)).verifyErrorMessage("attempt 1");
        }

        @Test
        void doesNotWaitForADecisionPastTheDeadline() {
            PublisherProbe<RetryDecision> decision = PublisherProbe.of(Mono.never());
            BoundedRetry retry = retry().deadline(Deadline.after(ofSeconds(4), timer))
                    .decide(failure -> decision.mono())
                    .build();

            StepVerifier.create(attempts.mono().retryWhen(retry))
                    .then(() -> timer.advanceTimeBy(ofSeconds(4)))
                    .verifyErrorMessage("attempt 1");

            decision.assertWasCancelled();
        }

        @Test
        void takesNoTokenForARetryThatTheDeadlineForbids() {
            RetryBudget budget = RetryBudget.of(10);
            BoundedRetry retry = retry().budget(budget).deadline(Deadline.after(ofMillis(1), timer)).build();

            StepVerifier.create(attempts.mono().retryWhen(retry)).verifyErrorMessage("attempt 1");

            assertThat(budget.level()).isEqualTo(1);
        }

        @Test
        void doesNotTryAgainOnceTheBudgetIsSpent() {
            RetryBudget budget = RetryBudget.of(1);
            budget.tryTake();

            StepVerifier.create(attempts.mono().retryWhen(retry().budget(budget).build()))
                    .verifyErrorMessage("attempt 1");
        }
    }

    @Nested
    class Cancelled {

        @Test
        void leavesNoTimerBehind() {
            StepVerifier.create(attempts.mono().retryWhen(retry().build()))
                    .then(() -> assertThat(timer.pending()).isEqualTo(1))
                    .thenCancel()
                    .verify();

            assertThat(timer.pending()).isZero();
        }

        @Test
        void cancelsTheDecision() {
            PublisherProbe<RetryDecision> decision = PublisherProbe.of(Mono.never());

            StepVerifier.create(attempts.mono().retryWhen(retry().decide(failure -> decision.mono()).build()))
                    .then(decision::assertWasSubscribed)
                    .thenCancel()
                    .verify();

            decision.assertWasCancelled();
            assertThat(timer.pending()).isZero();
        }
    }

    private BoundedRetry.Builder retry() {
        return BoundedRetry.builder(timer)
                .backoff(Backoff.waits(ofMillis(500), ofMillis(1000)))
                .decide(failure -> Mono.just(BACK_OFF));
    }
}
