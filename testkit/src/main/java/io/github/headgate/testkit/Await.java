package io.github.headgate.testkit;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what another process does and tells nobody about. Blocks, so it is for test threads alone. */
final class Await {

    private static final Duration PAUSE = Duration.ofMillis(10);

    private Await() {}

    /**
     * Asks until the answer is yes.
     *
     * @param limitExceeded what to say when {@code limit} has passed
     * @throws IllegalStateException if the answer is still no after {@code limit}
     */
    static void until(BooleanSupplier reached, Duration limit, Supplier<String> limitExceeded) {
        if (!within(limit, reached)) {
            throw new IllegalStateException(limitExceeded.get() + " (waited " + limit.toMillis() + " ms)");
        }
    }

    /** Asks until the answer is yes, and returns true, or until {@code limit} has passed, and returns false. */
    static boolean within(Duration limit, BooleanSupplier reached) {
        long start = System.nanoTime();
        while (!reached.getAsBoolean()) {
            if (System.nanoTime() - start > limit.toNanos()) {
                return false;
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        return true;
    }
}
