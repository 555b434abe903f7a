package io.github.headgate.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.headgate.reactor.Generation;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;

class WarmUpTest {

    private final Warming warming = new Warming();
    private final WarmUp warmUp = WarmUp.of(warming::snapshot, warming.timer);

    @Test
    void passesWithinAVerifier() {
        warming.driver.connects(Connect.fails(warming.refused), Connect.succeeds().after(Duration.ofSeconds(2)));

        StepVerifier.create(warming.ready().map(Generation::number))
                .then(warmUp::pass)
                .expectNext(1L)
                .verifyComplete();
    }

    @Test
    void tellsHowLongItTook() {
        warming.driver.connects(Connect.fails(warming.refused), Connect.succeeds().after(Duration.ofNanos(1)));
        warming.ready().subscribe();

        assertThat(warmUp.pass()).isEqualTo(Duration.ofMillis(101));
    }

    @Test
    void takesNoTimeWhereNoneIsNeeded() {
        warming.ready().subscribe();

        assertThat(warmUp.pass()).isZero();
    }

    @Test
    void passesAgainAfterALoss() {
        warming.ready().subscribe();
        warming.driver.connects(Connect.succeeds().after(Duration.ofMillis(30)));
        warming.lose();

        assertThat(warmUp.pass()).isEqualTo(Duration.ofMillis(30));
        assertThat(warming.snapshot()).satisfies(Snapshots.isReady(2));
    }

    @Test
    void givesUpAtItsLimitAndNamesWhatItSaw() {
        warming.driver.connects(Connect.fails(warming.refused));
        warming.ready().subscribe();

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(warmUp.within(Duration.ofMillis(250))::pass)
                .withMessage("expected READY within 250 ms of virtual time, was OPENING of generation 1 for 250 ms"
                        + " (3 attempts ended, 1 waiting, the last failure java.net.ConnectException: refused)");
    }

    @Test
    void doesNotWaitForWhatNobodyAskedFor() {
        assertThatExceptionOfType(AssertionError.class).isThrownBy(warmUp::pass)
                .withMessage("expected a warm-up, but nobody has asked for one: subscribe to a query before;"
                        + " was COLD of generation 1 for 0 ms (0 attempts ended, 0 waiting)");
    }

    @Test
    void doesNotWaitForWhatIsClosed() {
        warming.signal.close().subscribe();

        assertThatExceptionOfType(AssertionError.class).isThrownBy(warmUp::pass)
                .withMessageStartingWith("expected a warm-up, was CLOSED of generation 0");
    }

    @Test
    void needsALimitThatIsPositive() {
        assertThatIllegalArgumentException().isThrownBy(() -> warmUp.within(Duration.ZERO))
                .withMessage("limit must be positive, was PT0S");
    }
}
