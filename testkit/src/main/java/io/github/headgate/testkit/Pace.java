package io.github.headgate.testkit;

import java.time.Duration;
import java.util.Random;

/**
 * How fast bytes go through a {@link FaultProxy}: at most so many a packet, each of what was read at once delayed by so
 * much. Its random numbers are drawn on the proxy's event loop alone.
 */
record Pace(int slice, Duration least, Duration most, Random random) {

    static final Pace FULL = new Pace(Integer.MAX_VALUE, Duration.ZERO, Duration.ZERO, new Random(0));

    Pace sliced(int bytes) {
        return new Pace(bytes, least, most, random);
    }

    Pace delayed(Duration min, Duration max, long seed) {
        return new Pace(slice, min, max, new Random(seed));
    }

    /** How long the next of what was read waits, in nanoseconds. */
    long delay() {
        long span = most.minus(least).toNanos();
        return least.toNanos() + (span == 0 ? 0 : (long) (random.nextDouble() * span));
    }
}
