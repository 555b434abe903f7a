package io.github.headgate.reactor;

import java.time.Duration;

/** Checks durations, and reads them as nanoseconds of a clock. */
final class Durations {

    /** 146 years: half of what a {@code long} holds, so that a sum with a clock's reading can still be compared. */
    private static final long LONGEST = Long.MAX_VALUE / 2;

    private Durations() {}

    /**
     * @throws IllegalArgumentException if zero or less
     */
    static Duration positive(Duration duration, String name) {
        if (duration.isZero() || duration.isNegative()) {
            throw new IllegalArgumentException(name + " must be positive, was " + duration);
        }
        return duration;
    }

    /**
     * @throws IllegalArgumentException if less than zero
     */
    static Duration notNegative(Duration duration, String name) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException(name + " must not be negative, was " + duration);
        }
        return duration;
    }

    /** Its nanoseconds, or 146 years if that is less. */
    static long nanos(Duration duration) {
        return duration.compareTo(Duration.ofNanos(LONGEST)) < 0 ? duration.toNanos() : LONGEST;
    }
}
