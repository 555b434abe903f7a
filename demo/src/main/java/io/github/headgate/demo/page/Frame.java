package io.github.headgate.demo.page;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the page shows anew: what is so at one moment, and what has happened since the frame before.
 *
 * @param at in milliseconds since 1970, as all times here
 * @param deadlineMillis how long a query may take in all, in both lanes
 */
record Frame(long at, long deadlineMillis, Gate gate, Database.Condition database, List<Step> steps,
        List<Press> presses, List<View> lanes) {

    /** Where Headgate's gate stands. */
    record Gate(String state, long generation, int attempts) {}

    /** A step of Headgate's gate; {@code millis} is how long what ends with it has lasted. */
    record Step(long at, String kind, long generation, int attempt, double millis, Optional<String> cause) {}

    /** A button that was pressed. */
    record Press(long at, String label) {}

    /** A lane; {@code totals} counts how its queries have ended since the page was started. */
    record View(String name, Connections connections, Map<Query.Ending, Long> totals, List<Query> queries,
            List<Reading> health) {}
}
