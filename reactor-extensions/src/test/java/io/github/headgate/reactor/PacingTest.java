package io.github.headgate.reactor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PacingTest {

    private static final Backoff BACKOFF = WarmUps.defaultPace();
    private static final OpeningKind REFUSED = new OpeningKind(false, "refused");

    private static long nanos(double millis) {
        return Math.round(millis * TimeUnit.MILLISECONDS.toNanos(1));
    }

    private static Openings learnt(OpeningKind kind, int times, double failed, double tried, double ready) {
        Openings openings = Openings.NONE;
        for (int i = 0; i < times; i++) {
            openings = openings.with(kind, new Course(nanos(failed), nanos(tried), nanos(ready)));
        }
        return openings;
    }

    /** The milliseconds at which attempts begin that fail at once, until then. */
    private static List<Double> attempts(Openings learnt, boolean adaptive, String failure, double until) {
        Pacing pacing = new Pacing(BACKOFF, learnt, false, adaptive);
        List<Double> attempts = new ArrayList<>();
        long now = 0;
        while (now <= nanos(until)) {
            attempts.add(now / 1e6);
            pacing.began(now);
            pacing.failed(failure);
            now += pacing.next(now).toNanos();
        }
        return attempts;
    }

    private static List<Double> usual(double until) {
        return attempts(Openings.NONE, true, "refused", until);
    }

    @Test
    void isTheBackoffsUntilFiveOpeningsOfItsKindAreKnown() {
        assertThat(attempts(learnt(REFUSED, 4, 2_400, 2_500, 2_515), true, "refused", 5_000))
                .isEqualTo(usual(5_000));
        assertThat(attempts(learnt(REFUSED, 5, 2_400, 2_500, 2_515), true, "refused", 5_000))
                .isNotEqualTo(usual(5_000));
    }

    @Test
    void isTheBackoffsUnlessItIsAdaptive() {
        assertThat(attempts(learnt(REFUSED, 9, 2_400, 2_500, 2_515), false, "refused", 5_000))
                .isEqualTo(usual(5_000));
    }

    @Test
    void isLearntForEachKindAlone() {
        Openings learnt = learnt(REFUSED, 9, 2_400, 2_500, 2_515);

        assertThat(attempts(learnt, true, "silent", 5_000)).isEqualTo(usual(5_000));
    }

    @Test
    void isTheBackoffsWhereTheOtherSideHoldsAttemptsUntilItIsReady() {
        assertThat(attempts(learnt(REFUSED, 9, 100, 200, 2_515), true, "refused", 5_000)).isEqualTo(usual(5_000));
    }

    @Test
    void isDenseWhereSuccessIsLikelyAndSparseBefore() {
        List<Double> attempts = attempts(learnt(REFUSED, 16, 2_400, 2_500, 2_515), true, "refused", 2_800);

        assertThat(attempts).filteredOn(time -> time < 2_000).hasSizeLessThan(14);
        assertThat(attempts).filteredOn(time -> time >= 2_300 && time < 2_700).hasSizeGreaterThanOrEqualTo(4);
    }

    @Test
    void neverWaitsLongerThanTheBackoffOrAQuarterOfTheTimeThatHasGoneByAndAFirstWait() {
        for (double tried : new double[]{150, 700, 2_500, 9_000, 20_000, 120_000}) {
            List<Double> attempts = attempts(learnt(REFUSED, 16, tried - 100, tried, tried + 15), true, "refused",
                    300_000);

            assertThat(IntStream.range(1, attempts.size())).allSatisfy(i -> {
                double begun = attempts.get(i - 1);
                double backoff = begun < 3_000 ? 100 : begun < 10_000 ? 250 : 2_000;
                assertThat(attempts.get(i) - begun)
                        .as("after %s ms, where %s ms had been learnt", begun, tried)
                        .isLessThanOrEqualTo(Math.max(backoff, begun / 4) + 100);
            });
        }
    }

    @Test
    void forgetsWhatIsNoLongerTrue() {
        Openings learnt = learnt(REFUSED, 16, 2_400, 2_500, 2_515);
        for (int i = 0; i < 16; i++) {
            learnt = learnt.with(REFUSED, new Course(nanos(700), nanos(800), nanos(815)));
        }

        assertThat(learnt.of(REFUSED)).hasSize(16).allMatch(course -> course.tried() == nanos(800));
    }

    @Test
    void expectsTheMedianOfThoseThatTookLonger() {
        Openings learnt = learnt(REFUSED, 5, 100, 200, 215);
        learnt = learnt.with(REFUSED, new Course(nanos(2_400), nanos(2_500), nanos(2_515)));

        assertThat(learnt.remaining(REFUSED, Duration.ZERO)).contains(Duration.ofMillis(215));
        assertThat(learnt.remaining(REFUSED, Duration.ofMillis(300))).contains(Duration.ofMillis(2_215));
        assertThat(learnt.remaining(REFUSED, Duration.ofSeconds(3))).isEmpty();
    }

    @Test
    void expectsWhatBeganAlikeWhileNothingHasFailed() {
        Openings learnt = learnt(REFUSED, 5, 100, 200, 215);

        assertThat(learnt.remaining(new OpeningKind(false, null), Duration.ZERO)).contains(Duration.ofMillis(215));
        assertThat(learnt.remaining(new OpeningKind(true, null), Duration.ZERO)).isEmpty();
        assertThat(learnt(REFUSED, 4, 100, 200, 215).remaining(REFUSED, Duration.ZERO)).isEmpty();
    }
}
