package io.github.headgate.reactor;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.scheduler.Scheduler;
import reactor.test.scheduler.VirtualTimeScheduler;

/** A virtual clock that knows how many timers wait for it, so that a test can see one that was left behind. */
final class CountedTimer implements Scheduler {

    private final VirtualTimeScheduler clock = VirtualTimeScheduler.create();
    private final AtomicInteger pending = new AtomicInteger();
    private boolean refusing;
    private Runnable whenSet = () -> {};

    int pending() {
        return pending.get();
    }

    void advanceTimeBy(Duration time) {
        clock.advanceTimeBy(time);
    }

    /** Whether it takes no task, as one that is shut down, or has too many. */
    void refuses(boolean all) {
        refusing = all;
    }

    /** Runs {@code action} as a timer is set. */
    void whenSet(Runnable action) {
        whenSet = action;
    }

    @Override
    public long now(TimeUnit unit) {
        return clock.now(unit);
    }

    @Override
    public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
        if (refusing) {
            throw new RejectedExecutionException("no more tasks");
        }
        pending.incrementAndGet();
        Disposable over = Disposables.composite(pending::decrementAndGet);
        Disposable timer = clock.schedule(() -> {
            over.dispose();
            task.run();
        }, delay, unit);
        whenSet.run();
        return Disposables.composite(over, timer);
    }

    @Override
    public Disposable schedule(Runnable task) {
        return clock.schedule(task);
    }

    @Override
    public Worker createWorker() {
        return clock.createWorker();
    }
}
