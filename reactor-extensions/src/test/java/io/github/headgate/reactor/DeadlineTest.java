package io.github.headgate.reactor;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;
import reactor.test.publisher.TestPublisher.Violation;
import reactor.test.scheduler.VirtualTimeScheduler;
import reactor.util.context.Context;

class DeadlineTest {

    private final VirtualTimeScheduler timer = VirtualTimeScheduler.create();

    @Test
    void comesNearerWithTheClock() {
        Deadline deadline = in(ofSeconds(4));

        timer.advanceTimeBy(ofSeconds(1));

        assertThat(deadline.remaining()).isEqualTo(ofSeconds(3));
        assertThat(deadline.passed()).isFalse();
        assertThat(deadline).hasToString("deadline in 3000 ms");
    }

    @Test
    void hasNothingLeftOnceItHasPassed() {
        Deadline deadline = in(ofSeconds(4));

        timer.advanceTimeBy(ofSeconds(5));

        assertThat(deadline.remaining()).isZero();
        assertThat(deadline.passed()).isTrue();
        assertThat(deadline).hasToString("deadline, passed");
    }

    @Test
    void allowsAWaitThatEndsBeforeIt() {
        Deadline deadline = in(ofMillis(500));

        assertThat(deadline.allows(ofMillis(499))).isTrue();
        assertThat(deadline.allows(ofMillis(500))).isFalse();
        assertThat(in(ZERO).allows(ZERO)).isFalse();
    }

    @Test
    void mayLieFurtherAheadThanAClockCanCount() {
        Deadline deadline = in(ChronoUnit.FOREVER.getDuration());

        assertThat(deadline.passed()).isFalse();
        assertThat(in(ofSeconds(1)).earlier(deadline).remaining()).isEqualTo(ofSeconds(1));
    }

    @Test
    void isComparedByWhatIsLeftWhenTheClocksDiffer() {
        VirtualTimeScheduler aheadByAnHour = VirtualTimeScheduler.create();
        aheadByAnHour.advanceTimeBy(Duration.ofHours(1));
        Deadline sooner = Deadline.after(ofSeconds(1), aheadByAnHour);
        Deadline later = in(ofSeconds(2));

        assertThat(sooner.earlier(later)).isSameAs(sooner);
        assertThat(later.earlier(sooner)).isSameAs(sooner);
    }

    @Test
    void refusesANegativeWait() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> in(ofMillis(-1)))
                .withMessage("wait must not be negative, was PT-0.001S");
    }

    @Nested
    class InTheContext {

        @Test
        void isFoundWhereItWasWritten() {
            Deadline deadline = in(ofSeconds(1));

            assertThat(Deadline.in(deadline.writeTo(Context.of("tenant", "a")))).contains(deadline);
            assertThat(Deadline.in(Context.of("tenant", "a"))).isEmpty();
        }

        @Test
        void winsIfItIsTheEarlier() {
            Deadline early = in(ofSeconds(1));
            Deadline late = in(ofSeconds(2));

            assertThat(Deadline.in(late.writeTo(early.writeTo(Context.empty())))).contains(early);
            assertThat(Deadline.in(early.writeTo(late.writeTo(Context.empty())))).contains(early);
        }

        @Test
        void reachesTheWorkThatIsBound() {
            Deadline deadline = in(ofSeconds(1));
            Mono<Deadline> found = Mono.deferContextual(context -> Mono.justOrEmpty(Deadline.in(context)));

            StepVerifier.create(deadline.bound(found, DeadlineTest::late)).expectNext(deadline).verifyComplete();
            StepVerifier.create(deadline.bound(found.flux(), DeadlineTest::late)).expectNext(deadline).verifyComplete();
            StepVerifier.create(deadline.boundFirst(found.flux(), DeadlineTest::late))
                    .expectNext(deadline)
                    .verifyComplete();
        }

        @Test
        void cutsNestedWorkThatAllowsItselfMore() {
            Mono<Object> nested = in(ofSeconds(9)).bound(Mono.never(), DeadlineTest::late);

            StepVerifier.create(nested.contextWrite(in(ofSeconds(1))::writeTo))
                    .then(() -> timer.advanceTimeBy(ofSeconds(1)))
                    .verifyErrorMessage("late");
        }
    }

    /** Whose end met the deadline on another thread, or who does not hear of a cancel. */
    @Nested
    class AgainstWorkThatGoesOn {

        private final TestPublisher<String> work = TestPublisher.createNoncompliant(Violation.DEFER_CANCELLATION);
        private final Flux<String> bound = in(ofSeconds(1)).bound(work.flux(), DeadlineTest::late);

        private StepVerifier.Assertions cut(Runnable then) {
            return StepVerifier.create(bound)
                    .then(() -> timer.advanceTimeBy(ofSeconds(1)))
                    .then(then)
                    .expectErrorMessage("late")
                    .verifyThenAssertThat();
        }

        @Test
        void discardsAValueThatComesTooLate() {
            cut(() -> work.next("a row")).hasDiscardedExactly("a row").hasNotDroppedElements();
        }

        @Test
        void saysNothingOfAFailureThatComesTooLate() {
            cut(() -> work.error(new IllegalStateException("cut off"))).hasNotDroppedErrors();
        }

        @Test
        void isCutThoughARowComesWithinTheOneThatTheDeadlineMet() {
            isCutWithinARow(() -> work.next("another row"));
        }

        @Test
        void isCutThoughItEndsWithinTheRowThatTheDeadlineMet() {
            isCutWithinARow(work::complete);
        }

        @Test
        void isCutThoughItFailsWithinTheRowThatTheDeadlineMet() {
            isCutWithinARow(() -> work.error(new IllegalStateException("cut off")));
        }

        private void isCutWithinARow(Runnable then) {
            Flux<String> rows = bound.doOnNext(row -> {
                timer.advanceTimeBy(ofSeconds(1));
                then.run();
            });
            StepVerifier.create(rows)
                    .then(() -> work.next("a row"))
                    .expectNext("a row")
                    .expectErrorMessage("late")
                    .verify(ofSeconds(5));
        }
    }

    private Deadline in(Duration wait) {
        return Deadline.after(wait, timer);
    }

    private static Throwable late() {
        return new TimeoutException("late");
    }
}
