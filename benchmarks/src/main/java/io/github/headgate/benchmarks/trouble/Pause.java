package io.github.headgate.benchmarks.trouble;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.time.Duration;

/** Does nothing for a while. */
final class Pause {

    private Pause() {}

    static void of(Duration time) {
        try {
            MILLISECONDS.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
