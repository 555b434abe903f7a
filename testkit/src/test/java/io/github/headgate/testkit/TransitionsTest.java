package io.github.headgate.testkit;

import static io.github.headgate.testkit.Transitions.attemptFailed;
import static io.github.headgate.testkit.Transitions.closed;
import static io.github.headgate.testkit.Transitions.cold;
import static io.github.headgate.testkit.Transitions.lost;
import static io.github.headgate.testkit.Transitions.opening;
import static io.github.headgate.testkit.Transitions.ready;
import static io.github.headgate.testkit.Transitions.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.github.headgate.reactor.Transition;
import io.github.headgate.reactor.Transition.Kind;
import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;

class TransitionsTest {

    private static final Duration LATER = Duration.ofMillis(120);

    private static Transition step(Kind kind) {
        return new Transition(kind, 1, 0, LATER, Optional.empty());
    }

    @Test
    void readAsTheStepsOfAnOutage() {
        Warming warming = new Warming();
        warming.driver.connects(Connect.succeeds(), Connect.fails(warming.refused), Connect.fails(warming.refused),
                Connect.succeeds());

        StepVerifier.create(warming.signal.transitions())
                .then(() -> warming.ready().subscribe())
                .assertNext(opening(1))
                .assertNext(ready(1))
                .then(warming::lose)
                .assertNext(lost(1))
                .assertNext(opening(2))
                .assertNext(attemptFailed(1))
                .then(() -> warming.timer.advanceTimeBy(Duration.ofMillis(200)))
                .thenConsumeWhile(attemptFailed())
                .assertNext(ready(2))
                .then(() -> warming.signal.hibernate(warming.signal.current().orElseThrow()))
                .assertNext(cold())
                .then(() -> warming.signal.close().subscribe())
                .assertNext(closed())
                .verifyComplete();
    }

    @Test
    void chooseWhereAPredicateIsAskedFor() {
        Warming warming = new Warming();

        StepVerifier.create(warming.signal.transitions().filter(ready()).map(Transition::generation))
                .then(() -> warming.ready().subscribe())
                .then(warming::lose)
                .expectNext(1L, 2L)
                .thenCancel()
                .verify();
    }

    @Test
    void areOfOneKindEach() {
        Map<Kind, Expectation<Transition>> expectations = Map.of(
                Kind.OPENING, opening(1), Kind.ATTEMPT_FAILED, attemptFailed(), Kind.REFUSED, refused(),
                Kind.READY, ready(), Kind.LOST, lost(1), Kind.COLD, cold(), Kind.CLOSED, closed());

        assertThat(expectations).containsOnlyKeys(Kind.values())
                .allSatisfy((kind, expected) -> assertThat(Kind.values())
                        .filteredOn(other -> expected.test(step(other)))
                        .containsExactly(kind));
    }

    @Test
    void areOfTheirGenerationAndAttemptAlone() {
        assertThat(List.of(opening(2), ready(2), lost(2)))
                .allSatisfy(second -> assertThat(Kind.values()).noneMatch(kind -> second.test(step(kind))));
        assertThat(attemptFailed(2).test(new Transition(Kind.ATTEMPT_FAILED, 1, 1, LATER, Optional.empty()))).isFalse();
        assertThat(attemptFailed(2).test(new Transition(Kind.ATTEMPT_FAILED, 1, 2, LATER, Optional.empty()))).isTrue();
    }

    @Nested
    class AFailure {

        @Test
        void namesWhatWasSeen() {
            Transition seen = new Transition(Kind.ATTEMPT_FAILED, 2, 3, LATER,
                    Optional.of(new ConnectException("refused")));

            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(() -> ready(2).accept(seen))
                    .withMessage("expected READY of generation 2, was ATTEMPT_FAILED of generation 2 at attempt 3"
                            + " after 120 ms: java.net.ConnectException: refused");
        }

        @Test
        void leavesOutWhatTheStepDoesNotHave() {
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(() -> attemptFailed(1).accept(step(Kind.LOST)))
                    .withMessage("expected ATTEMPT_FAILED at attempt 1, was LOST of generation 1 after 120 ms");
        }

        @Test
        void comesOutOfAStepVerifierAsItIs() {
            Warming warming = new Warming();

            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(() -> StepVerifier.create(warming.signal.transitions())
                            .then(() -> warming.ready().subscribe())
                            .assertNext(cold())
                            .thenCancel()
                            .verify())
                    .withMessage("expected COLD, was OPENING of generation 1 after 0 ms");
        }
    }

    @Nested
    class Numbers {

        @Test
        void areCountedFromOne() {
            assertThatIllegalArgumentException().isThrownBy(() -> ready(0))
                    .withMessage("generation is counted from 1, was 0");
            assertThatIllegalArgumentException().isThrownBy(() -> attemptFailed(-1))
                    .withMessage("attempt is counted from 1, was -1");
        }

        @Test
        @SuppressWarnings("NullAway") // what callers without it may do
        void areNotAskedOfNothing() {
            assertThatNullPointerException().isThrownBy(() -> ready().test(null)).withMessage("value");
        }
    }
}
