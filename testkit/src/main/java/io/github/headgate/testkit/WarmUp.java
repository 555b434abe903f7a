package io.github.headgate.testkit;

import static java.util.Objects.requireNonNull;

import io.github.headgate.reactor.Readiness;
import io.github.headgate.reactor.Readiness.State;
import java.time.Duration;
import java.util.function.Supplier;
import reactor.test.scheduler.VirtualTimeScheduler;

/**
 * Lets virtual time pass until a client is ready, so that a test need not know how long its attempts wait, which is
 * drawn at random. Needs {@code io.projectreactor:reactor-test}.
 *
 * <pre>{@code
 * WarmUp warmUp = WarmUp.of(() -> client.snapshot().readiness(), timer);
 * StepVerifier.create(name)
 *         .then(warmUp::pass)
 *         .expectNext("Ada")
 *         .verifyComplete();
 * }</pre>
 *
 * <p>Time passes on the calling thread, a millisecond at a time.
 */
public final class WarmUp {

    private static final Duration STEP = Duration.ofMillis(1);
    private static final Duration LIMIT = Duration.ofMinutes(1);

    private final Supplier<Readiness> snapshot;
    private final VirtualTimeScheduler timer;
    private final Duration limit;

    private WarmUp(Supplier<Readiness> snapshot, VirtualTimeScheduler timer, Duration limit) {
        this.snapshot = requireNonNull(snapshot, "snapshot");
        this.timer = requireNonNull(timer, "timer");
        this.limit = limit;
    }

    /**
     * A warm-up of at most a minute of virtual time.
     *
     * @param snapshot where the client stands
     * @param timer the client's, and its driver's
     */
    public static WarmUp of(Supplier<Readiness> snapshot, VirtualTimeScheduler timer) {
        return new WarmUp(snapshot, timer, LIMIT);
    }

    /**
     * The same, which may take so long.
     *
     * @throws IllegalArgumentException if {@code limit} is not positive
     */
    public WarmUp within(Duration limit) {
        if (limit.isZero() || limit.isNegative()) {
            throw new IllegalArgumentException("limit must be positive, was " + limit);
        }
        return new WarmUp(snapshot, timer, limit);
    }

    /**
     * Advances the timer until the client is ready, and not at all if it is. Somebody must have asked for it before, a
     * query that was subscribed to, as nothing is opened for nobody.
     *
     * @return how long it took, rounded up to a millisecond
     * @throws AssertionError if it is still not ready after the limit, or cannot become so, with where it stands
     */
    public Duration pass() {
        Duration passed = Duration.ZERO;
        for (Readiness now = asked(); now.state() != State.READY; now = asked()) {
            if (passed.compareTo(limit) >= 0) {
                throw new AssertionError("expected READY within " + limit.toMillis() + " ms of virtual time, was "
                        + Snapshots.words(now));
            }
            timer.advanceTimeBy(STEP);
            passed = passed.plus(STEP);
        }
        return passed;
    }

    private Readiness asked() {
        Readiness now = snapshot.get();
        if (now.state() == State.COLD) {
            throw new AssertionError("expected a warm-up, but nobody has asked for one: subscribe to a query before;"
                    + " was " + Snapshots.words(now));
        }
        if (now.state() == State.CLOSED) {
            throw new AssertionError("expected a warm-up, was " + Snapshots.words(now));
        }
        return now;
    }
}
