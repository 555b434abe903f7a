package io.github.headgate.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.headgate.faults.Ending.How;
import io.github.headgate.faults.Evidence.Ended;
import io.github.headgate.reactor.Transition;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What came of a scenario. */
record Findings(Seed seed, Evidence evidence) {

    /** Prints the figures, and fails unless every invariant holds, but for those that do not apply. */
    void hold(Invariant... inapplicable) {
        System.out.println(this);
        failures().forEach((words, times) -> System.out.println("    " + times + " × " + words));
        Set<Invariant> applicable = EnumSet.allOf(Invariant.class);
        Arrays.asList(inapplicable).forEach(applicable::remove);
        assertThat(violations(applicable)).as(toString()).isEmpty();
    }

    /** What contradicts any of the invariants. */
    List<String> violations() {
        return violations(EnumSet.allOf(Invariant.class));
    }

    List<String> violations(Set<Invariant> applicable) {
        return applicable.stream().flatMap(invariant -> invariant.violations(evidence)).toList();
    }

    long count(How how) {
        return evidence.ended(how).count();
    }

    /** Writes that failed, and whose callers know that nothing was done, or do not know. */
    long failedWrites(boolean known) {
        return evidence.ended()
                .filter(ended -> !ended.entry().way().isRead() && ended.ending().is(How.FAILED))
                .filter(ended -> ended.ending().known() == known)
                .count();
    }

    /** How often operations failed in the same way, numbers apart. */
    Map<String, Long> failures() {
        return evidence.ended()
                .filter(ended -> ended.ending().is(How.FAILED))
                .collect(Collectors.groupingBy(
                        ended -> ended.entry().way() + ": " + ended.ending().failure().replaceAll("\\d+", "…"),
                        TreeMap::new,
                        Collectors.counting()));
    }

    List<Entry> failedReads() {
        return evidence.ended(How.FAILED).filter(entry -> entry.way().isRead()).toList();
    }

    /** The longest time by which an operation missed its deadline; negative if none did. */
    Duration latest() {
        return evidence.ended()
                .filter(ended -> ended.entry().limit().isPresent())
                .map(Ended::late)
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }

    @Override
    public String toString() {
        return "%d operations (%d succeeded, %d failed, %d cancelled; of writes %d denied, %d unknown), %d faults, "
                .formatted(evidence.entries().size(), count(How.SUCCEEDED), count(How.FAILED), count(How.CANCELLED),
                        failedWrites(true), failedWrites(false), evidence.faults().size())
                + "%d generations lost, %d connects, latest %d ms after its deadline; %s".formatted(
                        evidence.steps().steps(Transition.Kind.LOST).size(), evidence.connects().size(),
                        latest().toMillis(), seed);
    }
}
