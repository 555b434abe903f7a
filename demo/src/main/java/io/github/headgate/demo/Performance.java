package io.github.headgate.demo;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A case that has been played.
 *
 * @param number the case's, counted from 1
 * @param outcomes by client, Headgate's first
 */
record Performance(int number, Case played, Map<Contender, Outcome> outcomes, Duration took) {

    /** What Headgate promised in it. */
    List<Promise> promises() {
        Outcome outcome = outcomes.get(Contender.HEADGATE);
        return outcome == null ? List.of() : outcome.promises();
    }

    boolean allKept() {
        return promises().stream().allMatch(Promise::kept);
    }
}
