package io.github.headgate;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.github.headgate.reactor.Turnstile;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import reactor.core.scheduler.Scheduler;

/**
 * Makes an engine live with fewer connections than it may have, for as long as the server has no more. No more callers
 * are let in than there are connections, so that nobody asks the server for another; and one more every 2 s, who does.
 */
final class Shortage {

    static final Duration BEFORE_TRYING_MORE = Duration.ofSeconds(2);

    private final Turnstile places;
    private final Scheduler timer;
    private final BooleanSupplier pooled;
    private final AtomicBoolean trying = new AtomicBoolean();

    /**
     * @param pooled whether one more would be the pool's, since the engine has what it needs itself
     */
    Shortage(Turnstile places, Scheduler timer, BooleanSupplier pooled) {
        this.places = places;
        this.timer = timer;
        this.pooled = pooled;
    }

    /** Lets in as many as there are connections, for a while. */
    void makeDoWith(int connections) {
        places.limit(connections);
        tryLater();
    }

    private void tryLater() {
        if (places.limit() < places.places() && trying.compareAndSet(false, true)) {
            timer.schedule(this::tryOneMore, BEFORE_TRYING_MORE.toNanos(), NANOSECONDS);
        }
    }

    private void tryOneMore() {
        trying.set(false);
        if (pooled.getAsBoolean()) {
            places.limit(places.limit() + 1);
        }
        tryLater();
    }
}
