package io.github.headgate.reactor;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;
import reactor.test.scheduler.VirtualTimeScheduler;
import reactor.util.context.Context;

class SingleFlightTest {

    private final VirtualTimeScheduler timer = VirtualTimeScheduler.create();
    private final AtomicInteger runs = new AtomicInteger();
    private Sinks.One<String> source = Sinks.one();
    private final SingleFlight<String> flight = SingleFlight.of(Mono.defer(this::run), timer);

    @Test
    void runsOnceForAllWhoAskMeanwhile() {
        StepVerifier.create(Flux.merge(flight.run(), flight.run(), flight.run()))
                .then(() -> source.tryEmitValue("up").orThrow())
                .expectNext("up", "up", "up")
                .verifyComplete();

        assertThat(runs).hasValue(1);
    }

    @Test
    void runsAgainForWhoeverAsksLater() {
        source.tryEmitValue("up").orThrow();

        StepVerifier.create(flight.run()).expectNext("up").verifyComplete();
        StepVerifier.create(flight.run()).expectNext("up").verifyComplete();

        assertThat(runs).hasValue(2);
    }

    @Test
    void givesAFailureToThoseWhoWaitedAndToNobodyElse() {
        StepVerifier.create(flight.run().materialize().concatWith(flight.run().materialize()))
                .then(() -> fail("down"))
                .assertNext(signal -> assertThat(signal.getThrowable()).hasMessage("down"))
                .then(() -> source.tryEmitValue("up").orThrow())
                .assertNext(signal -> assertThat(signal.get()).isEqualTo("up"))
                .verifyComplete();
    }

    @Test
    void completesEmptyWithTheSource() {
        StepVerifier.create(Flux.merge(flight.run(), flight.run()))
                .then(() -> source.tryEmitEmpty().orThrow())
                .verifyComplete();

        assertThat(runs).hasValue(1);
    }

    @Test
    void survivesTheCancelOfEveryoneWhoWaits() {
        StepVerifier.create(flight.run()).then(() -> assertThat(runs).hasValue(1)).thenCancel().verify();

        StepVerifier.create(flight.run())
                .then(() -> source.tryEmitValue("up").orThrow())
                .expectNext("up")
                .verifyComplete();

        assertThat(runs).hasValue(1);
    }

    @Test
    void doesNotLendTheRunTheContextOfWhoAskedFirst() {
        Mono<Boolean> isEmpty = Mono.deferContextual(context -> Mono.just(context.isEmpty()));

        StepVerifier.create(SingleFlight.of(isEmpty, timer).run().contextWrite(Context.of("tenant", "a")))
                .expectNext(true)
                .verifyComplete();
    }

    @Nested
    class Sharing {

        private final SingleFlight<String> sharing = flight.shareFor(ofMillis(500), "up"::equals);

        @Test
        void givesTheValueToWhoeverAsksInTime() {
            ask("up");

            timer.advanceTimeBy(ofMillis(499));

            StepVerifier.create(sharing.run()).expectNext("up").verifyComplete();
            assertThat(runs).hasValue(1);
        }

        @Test
        void endsWithTheTime() {
            ask("up");

            timer.advanceTimeBy(ofMillis(500));

            StepVerifier.create(sharing.run()).expectNext("up").verifyComplete();
            assertThat(runs).hasValue(2);
        }

        @Test
        void leavesOutAValueThatIsNotWorthIt() {
            ask("saturated");

            StepVerifier.create(sharing.run()).expectNext("saturated").verifyComplete();
            assertThat(runs).hasValue(2);
        }

        @Test
        void leavesOutAFailure() {
            StepVerifier.create(sharing.run()).then(() -> fail("down")).verifyErrorMessage("down");

            ask("up");

            assertThat(runs).hasValue(2);
        }

        @Test
        void failsTheRunIfTheTestOfTheValueThrows() {
            SingleFlight<String> broken = flight.shareFor(ofMillis(500), value -> {
                throw new IllegalStateException("bug");
            });

            StepVerifier.create(broken.run())
                    .then(() -> source.tryEmitValue("up").orThrow())
                    .verifyErrorMessage("bug");
        }

        @Test
        void refusesATimeThatIsNotPositive() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> flight.shareFor(ZERO, value -> true))
                    .withMessage("time must be positive, was PT0S");
        }

        @Test
        void forgetsTheValue() {
            ask("up");

            sharing.forget();

            StepVerifier.create(sharing.run()).expectNext("up").verifyComplete();
            assertThat(runs).hasValue(2);
        }

        @Test
        void forgetsTheRunInFlightTooButNotThoseWhoWait() {
            StepVerifier.create(sharing.run())
                    .then(sharing::forget)
                    .then(() -> source.tryEmitValue("up").orThrow())
                    .expectNext("up")
                    .verifyComplete();

            StepVerifier.create(sharing.run()).expectNext("up").verifyComplete();
            assertThat(runs).hasValue(2);
        }

        @Test
        void goesOnWithRunsAfterOneThatWasForgotten() {
            sharing.forget();
            ask("up");

            StepVerifier.create(sharing.run()).expectNext("up").verifyComplete();

            assertThat(runs).hasValue(1);
        }

        private void ask(String answer) {
            StepVerifier.create(sharing.run())
                    .then(() -> source.tryEmitValue(answer).orThrow())
                    .expectNext(answer)
                    .verifyComplete();
        }
    }

    @Nested
    class Closed {

        @Test
        void cancelsTheRunAndFailsThoseWhoWait() {
            TestPublisher<String> running = TestPublisher.create();
            SingleFlight<String> closing = SingleFlight.of(running.mono(), timer);

            StepVerifier.create(closing.run())
                    .then(closing::close)
                    .verifyError(CancellationException.class);

            running.assertCancelled();
        }

        @Test
        void failsWhoeverAsksLater() {
            flight.close();

            StepVerifier.create(flight.run()).verifyError(CancellationException.class);

            assertThat(runs).hasValue(0);
        }

        @Test
        void givesNoValueThatWasShared() {
            SingleFlight<String> sharing = flight.shareFor(ofMillis(500), "up"::equals);
            source.tryEmitValue("up").orThrow();
            StepVerifier.create(sharing.run()).expectNext("up").verifyComplete();

            sharing.close();

            StepVerifier.create(sharing.run()).verifyError(CancellationException.class);
        }

        @Test
        void staysClosedWhenClosedAgain() {
            flight.close();
            flight.close();

            StepVerifier.create(flight.run()).verifyError(CancellationException.class);
        }
    }

    private Mono<String> run() {
        runs.incrementAndGet();
        return source.asMono();
    }

    private void fail(String message) {
        Sinks.One<String> failing = source;
        source = Sinks.one();
        failing.tryEmitError(new IllegalStateException(message)).orThrow();
    }
}
