package io.github.headgate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

class HoldBackTest {

    private final TestPublisher<Integer> source = TestPublisher.create();
    private final Flux<Integer> heldBack = new HoldBack<>(source.flux());

    @Test
    void passesAValueOnWithTheSignalAfterIt() {
        StepVerifier.create(heldBack)
                .then(() -> source.next(1))
                .expectNoEvent(Duration.ofMillis(10))
                .then(() -> source.next(2))
                .expectNext(1)
                .then(source::complete)
                .expectNext(2)
                .verifyComplete();
    }

    @Test
    void doesNotShowTheValueBeforeAnError() {
        StepVerifier.create(heldBack)
                .then(() -> source.next(1, 2).error(new IllegalStateException("at the end")))
                .expectNext(1)
                .expectErrorMessage("at the end")
                .verifyThenAssertThat()
                .hasDiscardedExactly(2);
    }

    @Test
    void asksForOneMoreThanWasAskedFor() {
        AtomicLong requested = new AtomicLong();
        StepVerifier.create(new HoldBack<>(Flux.range(1, 10).hide().doOnRequest(requested::addAndGet)), 2)
                .expectNext(1, 2)
                .then(() -> assertThat(requested).hasValue(3))
                .thenRequest(3)
                .expectNext(3, 4, 5)
                .then(() -> assertThat(requested).hasValue(6))
                .thenCancel()
                .verify();
    }

    @Test
    void keepsTheLastValueUntilItIsAskedFor() {
        StepVerifier.create(new HoldBack<>(Flux.range(1, 2).hide()), 1)
                .expectNext(1)
                .thenRequest(1)
                .expectNext(2)
                .verifyComplete();
    }

    @Test
    void emitsNothingOfNothing() {
        StepVerifier.create(heldBack).then(source::complete).verifyComplete();
    }

    @Test
    void passesACancelOn() {
        StepVerifier.create(heldBack).then(() -> source.next(1)).thenCancel().verify();

        source.assertCancelled();
    }
}
