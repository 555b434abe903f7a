package io.github.headgate.reactor;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofNanos;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class BackoffTest {

    @Test
    void everyGivesTheSameWait() {
        assertThat(first(3, Backoff.every(ofMillis(100))))
                .containsExactly(ofMillis(100), ofMillis(100), ofMillis(100));
    }

    @Test
    void waitsRepeatsTheLast() {
        assertThat(first(4, Backoff.waits(ofMillis(500), ofMillis(1000))))
                .containsExactly(ofMillis(500), ofMillis(1000), ofMillis(1000), ofMillis(1000));
    }

    @Test
    void doublingStopsAtTheLongest() {
        assertThat(first(4, Backoff.doubling(ofMillis(500), ofMillis(1800))))
                .containsExactly(ofMillis(500), ofMillis(1000), ofMillis(1800), ofMillis(1800));
    }

    @Test
    void doublingDoesNotOverflow() {
        assertThat(first(200, Backoff.doubling(ofNanos(1), ofSeconds(2))))
                .endsWith(ofSeconds(2))
                .isSorted();
    }

    @Test
    void keepsTheStateOfARunToTheRun() {
        Backoff backoff = Backoff.doubling(ofMillis(1), ofMillis(8));

        first(3, backoff);

        assertThat(first(2, backoff)).containsExactly(ofMillis(1), ofMillis(2));
    }

    @Test
    void refusesAWaitThatIsNotPositive() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Backoff.waits(ofMillis(1), ZERO))
                .withMessage("wait must be positive, was PT0S");
    }

    @Test
    void refusesALongestBelowTheFirst() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Backoff.doubling(ofMillis(2), ofMillis(1)))
                .withMessage("first must not exceed longest, was PT0.002S > PT0.001S");
    }

    @Nested
    class Until {

        private final Backoff opening = Backoff.every(ofMillis(100))
                .until(ofSeconds(3), Backoff.every(ofMillis(250)))
                .until(ofSeconds(10), Backoff.doubling(ofMillis(500), ofSeconds(2)));

        @Test
        void changesThePaceAtTheTime() {
            Backoff.Waits waits = opening.begin();

            assertThat(waits.next(ofMillis(2999))).isEqualTo(ofMillis(100));
            assertThat(waits.next(ofMillis(3000))).isEqualTo(ofMillis(250));
            assertThat(waits.next(ofMillis(9999))).isEqualTo(ofMillis(250));
            assertThat(waits.next(ofMillis(10_000))).isEqualTo(ofMillis(500));
        }

        @Test
        void countsTheWaitsOfTheLaterPaceFromItsOwnFirst() {
            Backoff.Waits waits = opening.begin();
            waits.next(ofMillis(2999));
            waits.next(ofMillis(9999));

            assertThat(Stream.generate(() -> waits.next(ofSeconds(60))).limit(4))
                    .containsExactly(ofMillis(500), ofMillis(1000), ofMillis(2000), ofMillis(2000));
        }

        @Test
        void isAsLongAsTheLongestOfItsParts() {
            assertThat(opening.longest()).isEqualTo(ofSeconds(2));
            assertThat(Backoff.every(ofSeconds(3)).until(ofSeconds(9), opening).longest()).isEqualTo(ofSeconds(3));
        }

        @Test
        void keepsTheJitterOfEachPart() {
            Backoff backoff = Backoff.every(ofMillis(100))
                    .until(ofSeconds(1), Backoff.every(ofMillis(200)).jitter(0.5, 0.5));

            Backoff.Waits waits = backoff.begin();

            assertThat(waits.next(ZERO)).isEqualTo(ofMillis(100));
            assertThat(waits.next(ofSeconds(1))).isEqualTo(ofMillis(300));
        }

        @Test
        void takesTheJitterOfTheWholeForEachPart() {
            Backoff.Waits waits = opening.jitter(-0.2, 0, () -> 0).begin();

            assertThat(waits.next(ZERO)).isEqualTo(ofMillis(80));
            assertThat(waits.next(ofSeconds(3))).isEqualTo(ofMillis(200));
            assertThat(waits.next(ofSeconds(10))).isEqualTo(ofMillis(400));
        }

        @Test
        void refusesATimeThatIsNotPositive() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> opening.until(ZERO, opening))
                    .withMessage("elapsed must be positive, was PT0S");
        }
    }

    @Nested
    class Jittered {

        private final Backoff exact = Backoff.every(ofMillis(100));

        @Test
        void drawsBetweenTheBounds() {
            assertThat(first(1, exact.jitter(-0.2, 0, () -> 0))).containsExactly(ofMillis(80));
            assertThat(first(1, exact.jitter(-0.2, 0, () -> 0.5))).containsExactly(ofMillis(90));
            assertThat(first(1, exact.jitter(-0.25, 0.25, () -> 0.9))).containsExactly(ofMillis(120));
        }

        @Test
        void neverExceedsTheLongestStretchedByTheHigherBound() {
            Backoff backoff = Backoff.every(ofNanos(1_000_003)).jitter(-0.1, 0.3, () -> Math.nextDown(1.0));

            assertThat(first(1, backoff).get(0)).isLessThanOrEqualTo(ofNanos((long) (1_000_003 * 1.3)));
        }

        @Test
        void shortensNoWaitToZero() {
            assertThat(first(1, exact.jitter(-1, 0, () -> 0))).containsExactly(ofNanos(1));
        }

        @Test
        void drawsAnewForEachWait() {
            List<Duration> waits = first(1000, exact.jitter(-0.25, 0.25));

            assertThat(waits).allSatisfy(wait -> assertThat(wait).isBetween(ofMillis(75), ofMillis(125)));
            assertThat(waits.stream().distinct()).hasSizeGreaterThan(900);
        }

        @Test
        void isTakenAway() {
            assertThat(first(1, exact.jitter(0.5, 0.5).noJitter())).containsExactly(ofMillis(100));
        }

        @Test
        void refusesBoundsOutOfRange() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> exact.jitter(-1.1, 0))
                    .withMessage("low must be at least -1, was -1.1");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> exact.jitter(0.2, 0.1))
                    .withMessage("high must be from low 0.2 to 1, was 0.1");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> exact.jitter(0, Double.NaN))
                    .withMessage("high must be from low 0.0 to 1, was NaN");
        }
    }

    private static List<Duration> first(int count, Backoff backoff) {
        Backoff.Waits waits = backoff.begin();
        return Stream.generate(() -> waits.next(ZERO)).limit(count).toList();
    }
}
