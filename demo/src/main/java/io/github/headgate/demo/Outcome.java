package io.github.headgate.demo;

import java.util.List;

/** What one client did in one case. */
record Outcome(Score score, List<Promise> promises) {

    Outcome {
        promises = List.copyOf(promises);
    }
}
