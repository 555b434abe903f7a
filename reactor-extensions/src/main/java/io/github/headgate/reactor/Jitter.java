package io.github.headgate.reactor;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;

/**
 * Stretches or shortens a wait by a share of it, drawn anew each time.
 *
 * @param low what is added at least, as a share of the wait
 * @param high what is added at most
 * @param randomness draws uniformly from {@code [0, 1)}
 */
record Jitter(double low, double high, DoubleSupplier randomness) {

    static final Jitter NONE = between(0, 0);

    Jitter {
        if (!(low >= -1)) { // NaN too
            throw new IllegalArgumentException("low must be at least -1, was " + low);
        }
        if (!(low <= high && high <= 1)) {
            throw new IllegalArgumentException("high must be from low " + low + " to 1, was " + high);
        }
    }

    static Jitter between(double low, double high) {
        return new Jitter(low, high, () -> ThreadLocalRandom.current().nextDouble());
    }

    /** What shortens a wait as much as this one may, but not by more than half. */
    Jitter shortest() {
        double most = Math.max(-0.5, low);
        return between(most, most);
    }

    Duration of(Duration wait) {
        if (low == high && high == 0) {
            return wait;
        }
        double added = low + (high - low) * randomness.getAsDouble();
        double nanos = Durations.nanos(wait) * (1 + Math.min(added, high));
        return Duration.ofNanos(Math.max(1, (long) nanos)); // never zero: some schedulers run that at once
    }
}
