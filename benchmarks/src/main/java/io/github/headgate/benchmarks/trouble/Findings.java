package io.github.headgate.benchmarks.trouble;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** What was found out about one client. */
final class Findings {

    private final Map<Finding, List<@Nullable Double>> figures = new EnumMap<>(Finding.class);
    private final Map<Finding, String> remarks = new EnumMap<>(Finding.class);

    void add(Finding finding, double figure) {
        addOptional(finding, figure);
    }

    /**
     * @param micros in microseconds; null if it did not come, which is longer than any
     */
    void addMicros(Finding finding, @Nullable Long micros) {
        add(finding, micros == null ? Double.POSITIVE_INFINITY : micros / 1e3);
    }

    /**
     * @param micros in microseconds; null if there was none, as is best
     */
    void addMicrosIfAny(Finding finding, @Nullable Long micros) {
        addOptional(finding, micros == null ? null : Double.valueOf(micros / 1e3));
    }

    private void addOptional(Finding finding, @Nullable Double figure) {
        figures.computeIfAbsent(finding, none -> new ArrayList<>()).add(figure);
    }

    /** Says in words what has no figure, or an infinite one. */
    void remark(Finding finding, String words) {
        remarks.put(finding, words);
    }

    /** The one in the middle, of two the greater; none being less than any. Empty if that is none. */
    OptionalDouble median(Finding finding) {
        List<@Nullable Double> sorted = new ArrayList<>(figures.getOrDefault(finding, List.of()));
        sorted.sort(Comparator.nullsFirst(Comparator.naturalOrder()));
        Double middle = sorted.isEmpty() ? null : sorted.get(sorted.size() / 2);
        return middle == null ? OptionalDouble.empty() : OptionalDouble.of(middle);
    }

    String remark(Finding finding) {
        return remarks.getOrDefault(finding, "–");
    }

    /** Whether nothing was found out. */
    boolean areNone() {
        return figures.isEmpty();
    }

    /** All figures, in their order; null where there was none. */
    public Map<Finding, List<@Nullable Double>> getFigures() {
        return Collections.unmodifiableMap(figures);
    }

    /** What was said where there is no figure. */
    public Map<Finding, String> getRemarks() {
        return Collections.unmodifiableMap(remarks);
    }
}
