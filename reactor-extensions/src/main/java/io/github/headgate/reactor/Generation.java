package io.github.headgate.reactor;

import static java.util.Objects.requireNonNull;

/**
 * One life of a resource that is opened, lost and opened again. A larger number is a later life, so whoever reports a
 * failure names the generation that he saw, and a report that comes late can be told from one that matters.
 *
 * @param number counted from 1
 * @param value the open resource
 */
public record Generation<T>(long number, T value) {

    /**
     * @throws IllegalArgumentException if {@code number} is less than 1
     */
    public Generation {
        if (number < 1) {
            throw new IllegalArgumentException("number must be at least 1, was " + number);
        }
        requireNonNull(value, "value");
    }

    /** The number alone: what stands behind a value does not belong into every log line. */
    @Override
    public String toString() {
        return "generation " + number;
    }
}
