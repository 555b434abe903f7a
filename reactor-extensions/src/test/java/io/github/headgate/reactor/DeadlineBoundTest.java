package io.github.headgate.reactor;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.publisher.PublisherProbe;
import reactor.test.publisher.TestPublisher;

class DeadlineBoundTest {

    private final CountedTimer timer = new CountedTimer();

    @Nested
    class BoundMono {

        private final PublisherProbe<String> work = PublisherProbe.of(Mono.never());
        private final Mono<String> bound = in(ofSeconds(4)).bound(work.mono(), DeadlineBoundTest::late);

        @Test
        void isCutAtTheDeadline() {
            StepVerifier.create(bound)
                    .then(() -> timer.advanceTimeBy(ofMillis(3999)))
                    .then(work::assertWasNotCancelled)
                    .then(() -> timer.advanceTimeBy(ofMillis(1)))
                    .verifyErrorMessage("late");

            work.assertWasCancelled();
        }

        @Test
        void isNotSubscribedToAfterTheDeadline() {
            timer.advanceTimeBy(ofSeconds(4));

            StepVerifier.create(bound).verifyErrorMessage("late");

            work.assertWasNotSubscribed();
        }

        @Test
        void isNotSubscribedToIfTheDeadlineStrikesBefore() {
            timer.whenSet(() -> timer.advanceTimeBy(ofSeconds(4)));

            StepVerifier.create(bound).verifyErrorMessage("late");

            work.assertWasNotSubscribed();
        }

        @Test
        void isNotSubscribedToIfItIsCancelledBefore() {
            bound.doOnSubscribe(subscription -> timer.whenSet(subscription::cancel)).subscribe();

            work.assertWasNotSubscribed();
            assertThat(timer.pending()).isZero();
        }

        @Test
        void isNotSubscribedToIfTheTimerRefuses() {
            timer.refuses(true);

            StepVerifier.create(bound).verifyError(RejectedExecutionException.class);

            work.assertWasNotSubscribed();
        }

        @Test
        void isCutThoughItNeverAnswersTheSubscription() {
            Mono<String> mute = Mono.fromDirect(subscriber -> {});

            StepVerifier.create(in(ofSeconds(4)).bound(mute, DeadlineBoundTest::late))
                    .then(() -> timer.advanceTimeBy(ofSeconds(4)))
                    .verifyErrorMessage("late");
        }

        @Test
        void leavesNoTimerBehind() {
            TestPublisher<String> row = TestPublisher.create();

            StepVerifier.create(in(ofSeconds(4)).bound(row.mono(), DeadlineBoundTest::late))
                    .then(() -> row.emit("row"))
                    .expectNext("row")
                    .verifyComplete();

            assertThat(timer.pending()).isZero();
        }

        @Test
        void cancelsTheWorkAndItsTimerWhenCancelled() {
            StepVerifier.create(bound)
                    .then(work::assertWasSubscribed)
                    .thenCancel()
                    .verify();

            work.assertWasCancelled();
            assertThat(timer.pending()).isZero();
        }

        @Test
        void completesEmptyAsTheWorkDoes() {
            StepVerifier.create(in(ofSeconds(4)).bound(Mono.empty(), DeadlineBoundTest::late)).verifyComplete();
        }
    }

    @Nested
    class BoundFlux {

        private final TestPublisher<String> work = TestPublisher.create();
        private final Flux<String> bound = in(ofSeconds(4)).bound(work.flux(), DeadlineBoundTest::late);

        @Test
        void isCutAtTheDeadlineThoughItemsHaveCome() {
            StepVerifier.create(bound)
                    .then(() -> work.next("first"))
                    .expectNext("first")
                    .then(() -> timer.advanceTimeBy(ofSeconds(4)))
                    .verifyErrorMessage("late");

            work.assertCancelled();
        }

        @Test
        void completesBeforeTheDeadline() {
            StepVerifier.create(bound)
                    .then(() -> work.emit("first", "second"))
                    .expectNext("first", "second")
                    .verifyComplete();
        }

        @Test
        void failsAsTheWorkDoes() {
            StepVerifier.create(bound)
                    .then(() -> work.error(new IllegalStateException("bug")))
                    .verifyErrorMessage("bug");
        }

        @Test
        void isNotSubscribedToAfterTheDeadline() {
            timer.advanceTimeBy(ofSeconds(4));

            StepVerifier.create(bound).verifyErrorMessage("late");

            work.assertWasNotSubscribed();
        }

        @Test
        void asksForNoMoreThanItsSubscriber() {
            StepVerifier.create(bound, 1)
                    .then(() -> work.assertMaxRequested(1))
                    .thenCancel()
                    .verify();

            work.assertCancelled();
        }
    }

    @Nested
    class BoundFirstSignal {

        private final TestPublisher<String> work = TestPublisher.create();
        private final Flux<String> bound = in(ofSeconds(4)).boundFirst(work.flux(), DeadlineBoundTest::late);

        @Test
        void isCutAtTheDeadlineIfNothingHasCome() {
            StepVerifier.create(bound)
                    .then(() -> timer.advanceTimeBy(ofSeconds(4)))
                    .verifyErrorMessage("late");

            work.assertCancelled();
        }

        @Test
        void goesOnPastTheDeadlineOnceAnItemHasCome() {
            StepVerifier.create(bound)
                    .then(() -> work.next("first"))
                    .expectNext("first")
                    .then(() -> timer.advanceTimeBy(ofSeconds(9)))
                    .then(() -> work.emit("second"))
                    .expectNext("second")
                    .verifyComplete();
        }

        @Test
        void isNotSubscribedToAfterTheDeadline() {
            timer.advanceTimeBy(ofSeconds(4));

            StepVerifier.create(bound).verifyErrorMessage("late");

            work.assertWasNotSubscribed();
        }

        @Test
        void asksForNoMoreThanItsSubscriber() {
            StepVerifier.create(bound, 1)
                    .then(() -> work.assertMaxRequested(1))
                    .thenCancel()
                    .verify();

            work.assertCancelled();
        }
    }

    private Deadline in(Duration wait) {
        return Deadline.after(wait, timer);
    }

    private static Throwable late() {
        return new TimeoutException("late");
    }
}
