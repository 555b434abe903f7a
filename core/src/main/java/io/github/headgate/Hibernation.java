package io.github.headgate;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.github.headgate.reactor.Generation;
import io.github.headgate.reactor.ReadySignal;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.scheduler.Scheduler;

/** Lets the engine sleep when no operation has run for a while. One look is scheduled at a time, none while it sleeps. */
final class Hibernation {

    private final ReadySignal<Engine> ready;
    private final Admission admission;
    private final Duration after;
    private final Scheduler timer;
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final Disposable.Swap look = Disposables.swap();

    Hibernation(ReadySignal<Engine> ready, Admission admission, Duration after, Scheduler timer) {
        this.ready = ready;
        this.admission = admission;
        this.after = after;
        this.timer = timer;
    }

    /** Called when an engine is ready, which begins the watch over its idleness. */
    void awake() {
        lookIn(after);
    }

    void close() {
        look.dispose();
    }

    private void sleep(Generation<Engine> idle) {
        idle.value().closeGently();
        ready.hibernate(idle);
    }

    private void lookIn(Duration wait) {
        if (scheduled.compareAndSet(false, true)) {
            look.update(timer.schedule(this::look, wait.toNanos(), NANOSECONDS));
        }
    }

    private void look() {
        scheduled.set(false);
        Duration left = after.minus(admission.idleFor());
        if (left.isNegative() || left.isZero()) {
            ready.current().ifPresent(this::sleep);
        } else if (ready.current().isPresent()) {
            lookIn(left);
        }
    }
}
