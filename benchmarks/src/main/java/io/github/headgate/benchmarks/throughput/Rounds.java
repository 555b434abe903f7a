package io.github.headgate.benchmarks.throughput;

import io.github.headgate.benchmarks.peers.Sample;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;

/**
 * One point after the other, each in rounds, and each round in another order. One that fails is closed and left out from
 * there on, with a note that has its name, and the others go on.
 */
final class Rounds {

    private static final int WARM = 64; // callers

    private final Plan plan;
    private final Progress progress;
    private final List<Measurer> measurers;
    private final Runnable emptied;
    private final Consumer<String> notes;
    private final Random chance = new Random(42); // the same in each run

    /**
     * @param measurers those that fail are taken out of it
     * @param emptied done before anything is measured
     */
    Rounds(Plan plan, Progress progress, List<Measurer> measurers, Runnable emptied, Consumer<String> notes) {
        this.plan = plan;
        this.progress = progress;
        this.measurers = measurers;
        this.emptied = emptied;
        this.notes = notes;
    }

    List<Measured> measured(List<Point> points) {
        points.stream().findFirst().ifPresent(this::warmUp);
        return points.stream().flatMap(point -> measured(point).stream()).toList();
    }

    private void warmUp(Point first) {
        Point warm = new Point(first.work(), WARM);
        List.copyOf(measurers).forEach(measurer -> sample(measurer, warm, plan.start(), "starting"));
    }

    private List<Measured> measured(Point point) {
        able(point).forEach(measurer -> sample(measurer, point, plan.warmUp(), "warming up"));
        Map<Measurer, List<Sample>> samples = new LinkedHashMap<>();
        able(point).forEach(measurer -> samples.put(measurer, new ArrayList<>()));
        Turns<Measurer> turns = new Turns<>(samples.keySet(), chance);
        for (int round = 0; round < plan.rounds(); round++) {
            String stage = "round " + (round + 1) + " of " + plan.rounds();
            turns.next(able(point))
                    .forEach(measurer -> sample(measurer, point, plan.time(), stage)
                            .ifPresent(samples.get(measurer)::add));
        }
        return able(point).stream()
                .map(measurer -> new Measured(point.id(), measurer.id(), measurer.label(), samples.get(measurer)))
                .toList();
    }

    /** Those that have not failed, and can do it. */
    private List<Measurer> able(Point point) {
        return measurers.stream().filter(measurer -> measurer.canDo(point.work())).toList();
    }

    /** Empty if it has failed: what failed was not measured. */
    private Optional<Sample> sample(Measurer measurer, Point point, Duration time, String stage) {
        emptied.run();
        try {
            Sample sample = faultless(measurer.measured(point, time));
            progress.passed(time, "%s, %s: %s %,.0f/s".formatted(point.label(), stage, measurer.label(),
                    sample.operations()));
            return Optional.of(sample);
        } catch (RuntimeException failure) {
            notes.accept(measurer.label() + " has failed at " + point.label() + ", and is left out from there on: "
                    + failure.getMessage());
            measurers.remove(measurer);
            measurer.close();
            return Optional.empty();
        }
    }

    private static Sample faultless(Sample sample) {
        if (sample.failures() > 0) {
            throw new IllegalStateException(sample.failures() + " operations, first by: " + sample.failure());
        }
        return sample;
    }
}
