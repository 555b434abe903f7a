package io.github.headgate.reactor;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

class DeadlineTickerTest {

    private static final String REFUSED = "Scheduler unavailable"; // Reactor's word for it

    private final CountedTimer timer = new CountedTimer();
    private final DeadlineTicker ticker = DeadlineTicker.of(timer, ofMillis(5));
    private final List<String> struck = new ArrayList<>();

    @Test
    void strikesAtTheEndOfTheTickAndNeverEarly() {
        await("one", ofMillis(4_001));
        await("other", ofMillis(4_005));

        timer.advanceTimeBy(ofMillis(4_004));
        assertThat(struck).isEmpty();

        timer.advanceTimeBy(ofMillis(1));
        assertThat(struck).containsExactly("one", "other");
    }

    @Test
    void setsOneTimerForAThousandDeadlines() {
        for (int after = 1_000; after < 2_000; after++) {
            await("one", ofMillis(after));
        }
        assertThat(timer.pending()).isEqualTo(1);

        timer.advanceTimeBy(ofMillis(1_500));
        assertThat(struck).hasSize(501);
        assertThat(timer.pending()).isEqualTo(1);

        timer.advanceTimeBy(ofMillis(500));
        assertThat(struck).hasSize(1_000);
        assertThat(timer.pending()).isZero();
    }

    @Test
    void strikesFirstWhatWasSetLastAndIsTheEarliest() {
        await("late", ofSeconds(4));
        await("early", ofMillis(100));

        timer.advanceTimeBy(ofMillis(100));
        assertThat(struck).containsExactly("early");

        timer.advanceTimeBy(ofMillis(3_900));
        assertThat(struck).containsExactly("early", "late");
    }

    @Test
    void strikesNobodyWhoHasLetGo() {
        Disposable first = await("first", ofMillis(100));
        Disposable second = await("second", ofMillis(100));
        await("third", ofMillis(100));

        second.dispose();
        first.dispose();
        timer.advanceTimeBy(ofMillis(100));

        assertThat(struck).containsExactly("third");
    }

    @Test
    void goesOnAfterAllHaveLetGo() {
        await("first", ofMillis(100)).dispose();
        timer.advanceTimeBy(ofMillis(50));
        await("second", ofMillis(100));

        timer.advanceTimeBy(ofMillis(100));

        assertThat(struck).containsExactly("second");
        assertThat(timer.pending()).isZero();
    }

    @Test
    void tellsTheOuterOneOfTwoThatEndTogether() {
        Deadline deadline = Deadline.after(ofMillis(100), ticker);
        Mono<String> inner = deadline.bound(Mono.never(), () -> new TimeoutException("inner"));

        deadline.bound(inner, () -> new TimeoutException("outer")).subscribe(row -> {}, this::note);
        timer.advanceTimeBy(ofMillis(100));

        assertThat(struck).containsExactly("outer");
    }

    @Test
    void sparesNobodyBecauseOneThrows() {
        Deadline deadline = Deadline.after(ofMillis(100), ticker);
        deadline.bound(Mono.never(), () -> new TimeoutException("one")).subscribe(row -> {}, failure -> {
            throw new IllegalStateException("a subscriber's");
        });
        await("other", ofMillis(100));

        timer.advanceTimeBy(ofMillis(100));

        assertThat(struck).containsExactly("other");
    }

    @Test
    void tellsWhoCannotBeStruckBecauseTheTimerRefuses() {
        timer.refuses(true);

        await("one", ofMillis(100));
        await("other", ofMillis(200));

        assertThat(struck).containsExactly(REFUSED, REFUSED);
    }

    @Test
    void strikesAgainWhenTheTimerHasRefusedForAWhile() {
        timer.refuses(true);
        await("refused", ofMillis(100));
        timer.refuses(false);
        await("one", ofMillis(200));

        timer.advanceTimeBy(ofMillis(200));

        assertThat(struck).containsExactly(REFUSED, "one");
    }

    @Test
    void strikesThoseWhoAreDueThoughTheTimerRefusesTheNext() {
        await("one", ofMillis(100));
        await("next", ofMillis(200));
        timer.refuses(true);
        timer.advanceTimeBy(ofMillis(100));
        assertThat(struck).containsExactly("one");

        timer.refuses(false);
        await("last", ofMillis(200));
        timer.advanceTimeBy(ofMillis(100));
        assertThat(struck).containsExactly("one", "next");
    }

    @Test
    void keepsTheTimerOfOthersWhenAnEarlierOneIsRefused() {
        await("one", ofMillis(200));
        timer.refuses(true);
        await("earlier", ofMillis(100));

        timer.advanceTimeBy(ofMillis(200));

        assertThat(struck).containsExactly(REFUSED, "one");
    }

    @Test
    void refusesATickOfLessThanNothing() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DeadlineTicker.of(timer, ofMillis(-1)))
                .withMessage("tick must not be negative, was PT-0.001S");
    }

    private Disposable await(String name, Duration wait) {
        return Deadline.after(wait, ticker)
                .bound(Mono.never(), () -> new TimeoutException(name))
                .subscribe(row -> {}, this::note);
    }

    private void note(Throwable failure) {
        struck.add(failure.getMessage());
    }
}
