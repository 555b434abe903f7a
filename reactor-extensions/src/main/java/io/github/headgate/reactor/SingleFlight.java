package io.github.headgate.reactor;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * A source that runs once at a time, for all who ask for it meanwhile. What it succeeds with may be shared for a while
 * with those who ask later; a failure is never kept.
 *
 * <p>The run belongs to the single flight, not to whoever asked first: it goes on when all of them have cancelled, and
 * it sees an empty context. Only {@link #close} ends it. Made for some hundreds of callers at a time: joining a run
 * takes the longer the more have joined it.
 *
 * <p>Safe for use by many threads.
 *
 * <pre>{@code
 * SingleFlight<Health> health = SingleFlight.of(probe, timer).shareFor(Duration.ofMillis(500), Health::isUp);
 * Mono<Health> answer = health.run();
 * }</pre>
 */
public final class SingleFlight<T> {

    private final Mono<T> source;
    private final Scheduler timer;
    private final Duration shareFor;
    private final Predicate<? super T> worthSharing;
    private @Nullable Flight<T> flight; // guarded by this, as what follows
    private @Nullable Kept<T> kept;
    private long generation;

    private SingleFlight(Mono<T> source, Scheduler timer, Duration shareFor, Predicate<? super T> worthSharing) {
        this.source = source;
        this.timer = timer;
        this.shareFor = shareFor;
        this.worthSharing = worthSharing;
    }

    /** Returns a single flight of the source that shares nothing once a run is over. */
    public static <T> SingleFlight<T> of(Mono<T> source, Scheduler timer) {
        return new SingleFlight<>(
                requireNonNull(source, "source"), requireNonNull(timer, "timer"), Duration.ZERO, value -> false);
    }

    /**
     * Returns a single flight of the same source, with runs of its own, that gives a value which is worth sharing to
     * those who ask in the time after it came, without another run.
     *
     * @param worthSharing should be quick; if it throws, the run fails with that
     * @throws IllegalArgumentException if {@code time} is not positive
     */
    public SingleFlight<T> shareFor(Duration time, Predicate<? super T> worthSharing) {
        Durations.positive(time, "time");
        return new SingleFlight<>(source, timer, time, requireNonNull(worthSharing, "worthSharing"));
    }

    /**
     * Gives what the run in flight ends with, or a value still shared, or else what a run that it starts ends with.
     *
     * <p><b>Shape.</b> Cold: asks at each subscription. Completes empty if the source does. A cancel leaves the run to
     * the others, or to itself.
     *
     * <p><b>Errors.</b> Those of the source; {@link CancellationException} once this is closed.
     */
    public Mono<T> run() {
        return Mono.defer(this::answer);
    }

    /**
     * Drops the value that is shared. A run in flight goes on, and is still joined, but what it ends with is given only
     * to those who waited for it.
     */
    public synchronized void forget() {
        generation++;
        kept = null;
    }

    /** Cancels the run in flight. Who waits for it, and who asks later, gets a {@link CancellationException}. */
    public void close() {
        Flight<T> ended;
        Flight<T> last = new Flight<>(0);
        last.cancel();
        synchronized (this) {
            ended = flight;
            flight = last;
            forget();
        }
        if (ended != null) {
            ended.cancel();
        }
    }

    private Mono<T> answer() {
        Flight<T> joined;
        synchronized (this) {
            if (kept != null && !kept.until().passed()) {
                return kept.value();
            }
            joined = flight != null ? flight : new Flight<>(generation);
            flight = joined;
        }
        joined.beginOnce(landing(joined));
        return joined.result();
    }

    private Mono<T> landing(Flight<T> flying) {
        return source
                .doOnNext(value -> landed(flying, value, worthSharing.test(value)))
                .doOnTerminate(() -> release(flying));
    }

    private synchronized void landed(Flight<T> landed, T value, boolean shared) {
        if (shared && landed.generation() == generation) {
            kept = new Kept<>(Mono.just(value), Deadline.after(shareFor, timer));
        }
    }

    private synchronized void release(Flight<T> landed) {
        if (flight == landed) {
            flight = null;
        }
    }

    /** A value that is shared for a time. */
    private record Kept<T>(Mono<T> value, Deadline until) {}
}
