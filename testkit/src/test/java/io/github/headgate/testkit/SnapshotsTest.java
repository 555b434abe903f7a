package io.github.headgate.testkit;

import static io.github.headgate.testkit.Snapshots.isClosed;
import static io.github.headgate.testkit.Snapshots.isCold;
import static io.github.headgate.testkit.Snapshots.isOpening;
import static io.github.headgate.testkit.Snapshots.isReady;
import static io.github.headgate.testkit.Snapshots.isRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.headgate.reactor.Readiness;
import io.github.headgate.reactor.Readiness.State;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SnapshotsTest {

    private static Readiness in(State state) {
        return new Readiness(state, 1, 0, 0, Duration.ofMillis(5), Optional.empty());
    }

    @Test
    void tellTheGenerationsOfASignalApart() {
        Warming warming = new Warming();
        warming.ready().subscribe();

        warming.lose();

        assertThat(warming.snapshot()).satisfies(isReady()).satisfies(isReady(2)).matches(isReady(1).negate());
    }

    @Test
    void areOfOneStateEach() {
        Map<State, Expectation<Readiness>> expectations = Map.of(State.COLD, isCold(), State.OPENING, isOpening(),
                State.REFUSED, isRefused(), State.READY, isReady(), State.CLOSED, isClosed());

        assertThat(expectations).containsOnlyKeys(State.values())
                .allSatisfy((state, expected) -> assertThat(State.values())
                        .filteredOn(other -> expected.test(in(other)))
                        .containsExactly(state));
    }

    @Test
    void nameWhatWasSeen() {
        Warming warming = new Warming();
        warming.driver.connects(Connect.fails(warming.refused));
        warming.ready().subscribe();
        warming.timer.advanceTimeBy(Duration.ofMillis(250));

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> isReady(1).accept(warming.snapshot()))
                .withMessage("expected READY of generation 1, was OPENING of generation 1 for 250 ms"
                        + " (3 attempts ended, 1 waiting, the last failure java.net.ConnectException: refused)");
    }

    @Test
    void leaveOutAFailureThatThereWasNot() {
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> isClosed().accept(in(State.COLD)))
                .withMessage("expected CLOSED, was COLD of generation 1 for 5 ms (0 attempts ended, 0 waiting)");
    }

    @Test
    void refuseAGenerationThatCannotBe() {
        assertThatIllegalArgumentException().isThrownBy(() -> isReady(0))
                .withMessage("generation is counted from 1, was 0");
    }
}
