package io.github.headgate.demo;

import java.time.Duration;
import java.util.Optional;

/**
 * One query of one caller, retries included.
 *
 * @param begun in nanoseconds of {@link System#nanoTime()}
 * @param ended in nanoseconds of {@link System#nanoTime()}
 */
record Call(long begun, long ended, Optional<Throwable> failure) {

    static Call ended(long begun, Optional<Throwable> failure) {
        return new Call(begun, System.nanoTime(), failure);
    }

    boolean succeeded() {
        return failure.isEmpty();
    }

    Duration took() {
        return Duration.ofNanos(ended - begun);
    }
}
