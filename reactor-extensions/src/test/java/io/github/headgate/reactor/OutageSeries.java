package io.github.headgate.reactor;

import static io.github.headgate.reactor.Outage.Manner.DROPPED;
import static io.github.headgate.reactor.Outage.Manner.HELD;
import static io.github.headgate.reactor.Outage.Manner.REFUSED;
import static io.github.headgate.reactor.Outage.Manner.STARTING;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Outages that one client meets one after the other. The recorded ones stand in {@code openings.txt}, with where they
 * come from; the others are drawn, always the same.
 */
record OutageSeries(String name, boolean recorded, boolean cold, List<Outage> outages) {

    private static final int DRAWN = 48;
    private static final long SEED = 4;
    private static final List<String> RECORDED = List.of(
            "restart-fast", "restart-immediate", "cold-start", "failover");

    static List<OutageSeries> all() {
        Stream<OutageSeries> alone = RECORDED.stream()
                .map(name -> new OutageSeries(name, true, name.equals("cold-start"), recorded(List.of(name))));
        OutageSeries mixed = new OutageSeries("all of these, interleaved", true, false,
                interleaved(recorded(RECORDED)));
        return Stream.of(alone, Stream.of(mixed), drawn()).flatMap(Function.identity()).toList();
    }

    private static Stream<OutageSeries> drawn() {
        return Stream.of(
                drawn("restarts, 0.13 s ± 10 ms", (random, i) -> Outage.of(REFUSED, about(random, 130, 10))),
                drawn("restarts, 0.1 … 0.5 s", (random, i) -> fast(random)),
                drawn("cold starts, 2.5 s ± 2 %", (random, i) -> Outage.of(REFUSED, about(random, 2_500, 50))),
                drawn("cold starts, 2.5 s ± 10 %", (random, i) -> slow(random)),
                drawn("recoveries (57P03), 2.5 s ± 10 %",
                        (random, i) -> Outage.of(STARTING, about(random, 2_500, 250))),
                drawn("failovers, 20 s ± 10 %", (random, i) -> failover(random)),
                drawn("failovers, 20 s ± 25 %", (random, i) -> Outage.of(REFUSED, about(random, 20_000, 5_000))),
                drawn("packets dropped, 2.5 s ± 10 %", (random, i) -> Outage.of(DROPPED, about(random, 2_500, 250))),
                drawn("packets dropped, 20 s ± 10 %",
                        (random, i) -> Outage.of(DROPPED, about(random, 20_000, 2_000))),
                drawn("logins held, 2.5 s ± 10 %", (random, i) -> Outage.of(HELD, about(random, 2_500, 250))),
                drawn("logins held, 20 s ± 10 %", (random, i) -> Outage.of(HELD, about(random, 20_000, 2_000))),
                drawn("restarts or cold starts", (random, i) -> random.nextBoolean() ? fast(random) : slow(random)),
                drawn("restarts or failovers", (random, i) -> random.nextBoolean() ? fast(random) : failover(random)),
                drawn("restarts, cold starts or failovers", (random, i) -> anyOf(random)),
                drawn("four kinds of failure", (random, i) -> anyManner(random)),
                drawn("0.1 … 30 s, each doubling as likely",
                        (random, i) -> Outage.of(REFUSED, 100 * Math.pow(300, random.nextDouble()))),
                drawn("2.5 s, later 0.8 s, ± 10 %",
                        (random, i) -> i < DRAWN / 2 ? slow(random) : Outage.of(REFUSED, about(random, 800, 80))),
                drawn("0.8 s, later 5 s, ± 10 %", (random, i) -> Outage.of(REFUSED,
                        i < DRAWN / 2 ? about(random, 800, 80) : about(random, 5_000, 500))));
    }

    @FunctionalInterface
    private interface Draw {

        Outage next(Random random, int number);
    }

    private static OutageSeries drawn(String name, Draw draw) {
        Random random = new Random(SEED);
        return new OutageSeries(name, false, false,
                IntStream.range(0, DRAWN).mapToObj(number -> draw.next(random, number)).toList());
    }

    private static double about(Random random, double mean, double deviation) {
        return Math.max(1, mean + deviation * random.nextGaussian());
    }

    private static Outage fast(Random random) {
        return Outage.of(REFUSED, 100 + 400 * random.nextDouble());
    }

    private static Outage slow(Random random) {
        return Outage.of(REFUSED, about(random, 2_500, 250));
    }

    private static Outage failover(Random random) {
        return Outage.of(REFUSED, about(random, 20_000, 2_000));
    }

    private static Outage anyOf(Random random) {
        return switch (random.nextInt(3)) {
            case 0 -> fast(random);
            case 1 -> slow(random);
            default -> failover(random);
        };
    }

    private static Outage anyManner(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> fast(random);
            case 1 -> Outage.of(STARTING, about(random, 2_500, 250));
            case 2 -> Outage.of(DROPPED, about(random, 20_000, 2_000));
            default -> Outage.of(HELD, about(random, 5_000, 1_000));
        };
    }

    private static List<Outage> recorded(List<String> names) {
        return lines()
                .map(line -> line.split(" ", 2))
                .filter(line -> line.length == 2 && names.contains(line[0]))
                .map(line -> Outage.parse(line[1]))
                .toList();
    }

    private static Stream<String> lines() {
        try (InputStream text = OutageSeries.class.getResourceAsStream("openings.txt")) {
            return new String(requireNonNull(text).readAllBytes(), StandardCharsets.UTF_8).lines();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Every seventh, then the ones after those, and so on: no two of a series together. */
    private static List<Outage> interleaved(List<Outage> outages) {
        return IntStream.range(0, 7)
                .boxed()
                .flatMap(first -> IntStream.iterate(first, i -> i < outages.size(), i -> i + 7).mapToObj(outages::get))
                .toList();
    }
}
