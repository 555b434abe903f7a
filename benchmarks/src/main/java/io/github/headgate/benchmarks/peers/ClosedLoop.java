package io.github.headgate.benchmarks.peers;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** So many callers, each of whom asks again as soon as he has his answer, for some time. */
final class ClosedLoop implements Caller.Listener {

    private static final long LONGEST = SECONDS.toNanos(60);
    private static final int DIGITS = 3;

    private final Histogram latencies = new ConcurrentHistogram(LONGEST, DIGITS);
    private final LongAdder failures = new LongAdder();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final CountDownLatch callers;
    private volatile boolean over;

    private ClosedLoop(int callers) {
        this.callers = new CountDownLatch(callers);
    }

    /**
     * @throws IllegalStateException if an operation does not end within a minute
     */
    static Sample run(Client client, Work work, int callers, long millis) throws InterruptedException {
        ClosedLoop loop = new ClosedLoop(callers);
        long begun = System.nanoTime();
        Usage before = Usage.now();
        for (int caller = 0; caller < callers; caller++) {
            new Caller(client, work, loop).start();
        }
        MILLISECONDS.sleep(millis);
        loop.over = true;
        if (!loop.callers.await(60, SECONDS)) {
            throw new IllegalStateException(loop.callers.getCount() + " of " + callers + " wait for more than 60 s");
        }
        return loop.sample(System.nanoTime() - begun, Usage.now().since(before));
    }

    @Override
    public boolean goesOn(long begun, @Nullable Throwable failed) {
        if (failed == null) {
            latencies.recordValue(Math.min(System.nanoTime() - begun, LONGEST));
        } else {
            failures.increment();
            failure.compareAndSet(null, failed);
        }
        if (over) {
            callers.countDown();
        }
        return !over;
    }

    private Sample sample(long nanos, Usage used) {
        double operations = latencies.getTotalCount();
        Throwable failed = failure.get();
        return new Sample(operations * 1e9 / nanos, micros(50), micros(99), micros(100),
                used.processor() / 1e3 / operations, used.allocated() / operations, failures.sum(),
                failed == null ? null : failed.toString());
    }

    private double micros(double percentile) {
        return latencies.getValueAtPercentile(percentile) / 1e3;
    }
}
