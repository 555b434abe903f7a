package io.github.headgate.benchmarks.throughput;

import io.github.headgate.benchmarks.peers.Sample;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.openjdk.jmh.util.ListStatistics;
import org.jspecify.annotations.Nullable;

/** What was measured of one at a point, a sample for each round. */
record Measured(String point, String id, String label, List<Sample> samples) {

    /** The median, where it is known. */
    OptionalDouble median(Function<Sample, @Nullable Double> figure) {
        double[] known = samples.stream()
                .map(figure)
                .filter(Objects::nonNull)
                .mapToDouble(Double::doubleValue)
                .toArray();
        return known.length == 0 ? OptionalDouble.empty()
                : OptionalDouble.of(new ListStatistics(known).getPercentile(50));
    }

    /** How much it did compared to {@code other}: the ratio of each round, in ascending order. */
    double[] ratios(Measured other) {
        return IntStream.range(0, Math.min(samples.size(), other.samples.size()))
                .mapToDouble(round -> samples.get(round).operations() / other.samples.get(round).operations())
                .sorted()
                .toArray();
    }
}
