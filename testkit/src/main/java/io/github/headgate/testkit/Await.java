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
        long start = System.nanoTime();
        while (!reached.getAsBoolean()) {
            if (System.nanoTime() - start > limit.toNanos()) {
                throw new IllegalStateException(limitExceeded.get() + " (waited " + limit.toMillis() + " ms)");
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }
}
