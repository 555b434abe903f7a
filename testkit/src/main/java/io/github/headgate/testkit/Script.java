package io.github.headgate.testkit;

import java.util.List;

/** A sequence whose last step repeats for ever. */
final class Script<T> {

    private final List<T> steps;
    private int next; // guarded by this

    private Script(List<T> steps) {
        this.steps = steps;
    }

    static <T> Script<T> of(List<T> steps) {
        if (steps.isEmpty()) {
            throw new IllegalArgumentException("a script needs a step");
        }
        return new Script<>(steps);
    }

    synchronized T next() {
        T step = steps.get(next);
        next = Math.min(next + 1, steps.size() - 1);
        return step;
    }
}
