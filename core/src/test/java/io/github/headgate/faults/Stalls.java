package io.github.headgate.faults;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/** The times in which this machine stood still, for which no program on it can be blamed. */
final class Stalls implements AutoCloseable {

    private static final long TICK = Duration.ofMillis(5).toNanos();
    private static final long WORTH_NOTING = Duration.ofMillis(15).toNanos();

    private final Queue<Stall> stalls = new ConcurrentLinkedQueue<>();
    private final Thread watch = new Thread(this::watch, "headgate-faults-stalls");
    private volatile boolean closed;

    private record Stall(long from, long to) {

        long overlap(long begin, long end) {
            return Math.max(0, Math.min(to, end) - Math.max(from, begin));
        }
    }

    Stalls() {
        watch.setDaemon(true);
        watch.start();
    }

    /** How long of the time between two values of {@link System#nanoTime} it stood still. */
    Duration between(long begin, long end) {
        return Duration.ofNanos(stalls.stream().mapToLong(stall -> stall.overlap(begin, end)).sum());
    }

    @Override
    public void close() {
        closed = true;
    }

    private void watch() {
        long before = System.nanoTime();
        while (!closed) {
            LockSupport.parkNanos(TICK);
            long now = System.nanoTime();
            if (now - before > TICK + WORTH_NOTING) {
                stalls.add(new Stall(before, now));
            }
            before = now;
        }
    }
}
