package io.github.headgate.benchmarks.trouble;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** What was found out about one client. */
final class Findings {

    private final Map<Finding, List<Double>> figures = new EnumMap<>(Finding.class);
    private final Map<Finding, String> remarks = new EnumMap<>(Finding.class);

    void add(Finding finding, double figure) {
        figures.computeIfAbsent(finding, none -> new ArrayList<>()).add(figure);
    }

    /**
     * @param micros in microseconds; null if it did not come, which is longer than any
     */
    void addMicros(Finding finding, @Nullable Long micros) {
        add(finding, micros == null ? Double.POSITIVE_INFINITY : micros / 1e3);
    }

    /** Says in words what has no figure, or an infinite one. */
    void remark(Finding finding, String words) {
        remarks.put(finding, words);
    }

    /** The one in the middle; of two, the greater. */
    OptionalDouble median(Finding finding) {
        List<Double> known = figures.getOrDefault(finding, List.of());
        double[] sorted = known.stream().mapToDouble(figure -> figure).sorted().toArray();
        return sorted.length == 0 ? OptionalDouble.empty() : OptionalDouble.of(sorted[sorted.length / 2]);
    }

    String remark(Finding finding) {
        return remarks.getOrDefault(finding, "–");
    }

    /** Whether nothing was found out. */
    boolean areNone() {
        return figures.isEmpty();
    }

    /** All figures, in their order. */
    public Map<Finding, List<Double>> getFigures() {
        return Collections.unmodifiableMap(figures);
    }

    /** What was said where there is no figure. */
    public Map<Finding, String> getRemarks() {
        return Collections.unmodifiableMap(remarks);
    }
}
