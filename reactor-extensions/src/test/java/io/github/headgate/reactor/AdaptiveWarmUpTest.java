package io.github.headgate.reactor;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.headgate.reactor.WarmUps.WarmUp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * The adaptive pace beside the default one, over the same outages under virtual time. With {@code headgate.warmUp.page} it
 * writes what came out into that file; {@code headgate.warmUp.clients} says how many clients live through each series.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS) // the comparison takes some ten seconds
class AdaptiveWarmUpTest {

    private static final int CLIENTS = Integer.getInteger("headgate.warmUp.clients", 10);

    private final List<Comparison> comparisons = OutageSeries.all().stream().map(Comparison::of).toList();

    /** How one series went with both paces. */
    private record Comparison(OutageSeries series, List<WarmUp> fixed, List<WarmUp> adaptive) {

        static Comparison of(OutageSeries series) {
            return new Comparison(series, warmUps(series, false), warmUps(series, true));
        }

        private static List<WarmUp> warmUps(OutageSeries series, boolean adaptive) {
            return LongStream.range(0, CLIENTS)
                    .mapToObj(seed -> WarmUps.of(series.outages(), series.cold(), seed,
                            settings -> adaptive ? settings.adaptive() : settings))
                    .flatMap(List::stream)
                    .toList();
        }

        double fixedDelay() {
            return mean(fixed, WarmUp::delay);
        }

        double adaptiveDelay() {
            return mean(adaptive, WarmUp::delay);
        }

        double fixedAttempts() {
            return mean(fixed, warmUp -> warmUp.attempts().size());
        }

        double adaptiveAttempts() {
            return mean(adaptive, warmUp -> warmUp.attempts().size());
        }

        private static double mean(List<WarmUp> all, ToDoubleFunction<WarmUp> figure) {
            return all.stream().mapToDouble(figure).average().orElseThrow();
        }

        /** Where the server holds logins until it is up, there is nothing to be gained. */
        boolean isHeld() {
            return series.outages().stream().allMatch(outage -> outage.at(0) == Outage.Manner.HELD);
        }

        boolean isBetterInBoth() {
            return adaptiveDelay() < fixedDelay() && adaptiveAttempts() < fixedAttempts();
        }

        String row() {
            return String.format(Locale.ROOT, "| %s | %s | %d | %.0f ms | %.0f ms | %.2f | %.2f |", series.name(),
                    series.recorded() ? "recorded" : "synthetic", series.outages().size(), fixedDelay(),
                    adaptiveDelay(), fixedAttempts(), adaptiveAttempts());
        }
    }

    private String rows() {
        return comparisons.stream().map(Comparison::row).collect(Collectors.joining("\n"));
    }

    private String notBetter() {
        return comparisons.stream()
                .filter(comparison -> !comparison.isBetterInBoth())
                .map(comparison -> "“" + comparison.series().name() + "”")
                .collect(Collectors.joining(", "));
    }

    private String page() {
        return """
                # AdaptiveWarmUp

                | outages | source | number | delay, default | delay, adaptive | attempts, default | attempts, adaptive |
                | --- | --- | ---: | ---: | ---: | ---: | ---: |
                %s

                The delay is the mean time from when the server accepts logins until the client is ready, less what a login
                takes; attempts are those of one opening, the successful one included. All openings count, those too from
                which the client has still to learn. Not better in both: %s.
                As long as that is so for any, the pace is `FIXED` unless a user asks for `ADAPTIVE`.

                Virtual time; %d clients with seeds of their own live through each series. A refused attempt takes 1 ms, one
                that meets 57P03 5 ms, one whose packets are dropped 1 s (`connectTimeout`), and one that is held until the
                server accepts, or 3 s, then 5 s, 9 s and 16 s. The recorded outages stand in `openings.txt` beside the
                test, with where they come from. The synthetic ones are drawn with a fixed seed; ± is the standard deviation.

                - command: `./mvnw -q verify -pl reactor-extensions -Dtest=AdaptiveWarmUpTest -Dheadgate.warmUp.clients=%d -Dheadgate.warmUp.page=$PWD/benchmarks/results/AdaptiveWarmUp.md`
                - date: %s
                - JVM: %s; the machine and its load make no difference
                """
                .formatted(rows(), notBetter(), CLIENTS, CLIENTS, LocalDate.now(ZoneOffset.UTC), Runtime.version());
    }

    /** The shortest time in which the default pace may make so many attempts, from its start, in milliseconds. */
    private static double shortestSpan(int waits) {
        Backoff.Waits pace = WarmUps.defaultPace().jitter(-0.25, 0.25, () -> 0).begin();
        Duration span = Duration.ZERO;
        for (int i = 0; i < waits; i++) {
            span = span.plus(pace.next(span));
        }
        return span.toNanos() / 1e6;
    }

    private static void assertNoBusierThanTheDefaultPace(List<Long> attempts) {
        for (int waits = 1; waits < attempts.size(); waits++) {
            double span = shortestSpan(waits);
            for (int i = waits; i < attempts.size(); i++) {
                assertThat(attempts.get(i) - attempts.get(i - waits) + 1.0) // they are noted in whole milliseconds
                        .as("%d waits from %d of %s", waits, i - waits, attempts)
                        .isGreaterThanOrEqualTo(span);
            }
        }
    }

    @Test
    void isReadySoonerWithFewerAttemptsOverWhatWasRecorded() throws IOException {
        System.out.println(page());
        String page = System.getProperty("headgate.warmUp.page", "");
        if (!page.isEmpty()) {
            Files.writeString(Path.of(page), page());
        }

        assertThat(comparisons).filteredOn(comparison -> comparison.series().recorded())
                .isNotEmpty()
                .allMatch(Comparison::isBetterInBoth);
    }

    @Test
    void isNeverMuchLaterAndAlwaysMakesFewerAttempts() {
        assertThat(comparisons).filteredOn(comparison -> !comparison.isHeld()).allSatisfy(comparison -> {
            assertThat(comparison.adaptiveDelay()).as(comparison.row()).isLessThan(1.02 * comparison.fixedDelay());
            assertThat(comparison.adaptiveAttempts()).as(comparison.row()).isLessThan(comparison.fixedAttempts());
        });
    }

    @Test
    void changesNothingWhereLoginsAreHeldUntilTheServerAccepts() {
        assertThat(comparisons).filteredOn(Comparison::isHeld).isNotEmpty().allSatisfy(comparison -> {
            assertThat(comparison.adaptiveDelay()).isEqualTo(comparison.fixedDelay());
            assertThat(comparison.adaptiveAttempts()).isEqualTo(comparison.fixedAttempts());
        });
    }

    @Test
    void makesNoMoreAttemptsInAnySpanOfTimeThanTheDefaultPaceMay() {
        assertThat(comparisons).allSatisfy(comparison -> comparison.adaptive()
                .stream()
                .limit(comparison.series().outages().size())
                .map(WarmUp::attempts)
                .forEach(AdaptiveWarmUpTest::assertNoBusierThanTheDefaultPace));
    }
}
