package io.github.headgate.reactor;

import static java.util.Objects.requireNonNull;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * The point in time at which an operation is over, whatever it is waiting for. Everything inside the operation gets what
 * is left until then, so no timeouts add up.
 *
 * <p>A deadline travels in the Reactor {@link Context} of the work that it bounds. Inside, a second deadline counts only
 * where it is the earlier: nothing within can prolong what the outside has promised.
 *
 * <p>The clock is the {@link Scheduler}'s, in nanoseconds; a deadline lies 146 years ahead at most. Deadlines of
 * different schedulers are compared by the time that each has left. Immutable and safe for use by many threads.
 *
 * <pre>{@code
 * Deadline deadline = Deadline.after(Duration.ofSeconds(4), timer);
 * Mono<Account> account = deadline.bound(load(id), () -> new TimeoutException("no account within 4000 ms"));
 * }</pre>
 */
public final class Deadline {

    /** An enum of its own, so that nobody else can write under it. */
    private enum Key {
        DEADLINE
    }

    private final Scheduler timer;
    private final long end;

    private Deadline(Scheduler timer, long end) {
        this.timer = timer;
        this.end = end;
    }

    /**
     * Returns the deadline that lies so far ahead, now.
     *
     * @param wait zero for one that has passed
     * @throws IllegalArgumentException if {@code wait} is negative
     */
    public static Deadline after(Duration wait, Scheduler timer) {
        long nanos = Durations.nanos(Durations.notNegative(wait, "wait"));
        return new Deadline(timer, timer.now(NANOSECONDS) + nanos);
    }

    /** Returns the deadline of the operation that a context belongs to, if it has one. */
    public static Optional<Deadline> in(ContextView context) {
        return context.getOrEmpty(Key.DEADLINE);
    }

    /** Returns the context with this deadline, or with its own if that is earlier. For {@link Mono#contextWrite}. */
    public Context writeTo(Context context) {
        return context.put(Key.DEADLINE, within(context));
    }

    /** Returns the one of the two that has less time left; this one, if they are equal. */
    public Deadline earlier(Deadline other) {
        boolean otherIsEarlier = timer == other.timer ? other.end - end < 0 : other.left() < left();
        return otherIsEarlier ? other : this;
    }

    /** The time left, or zero if it has passed. */
    public Duration remaining() {
        return Duration.ofNanos(Math.max(0, left()));
    }

    public boolean passed() {
        return left() <= 0;
    }

    /** Whether a wait of so long, if it begins now, ends before this deadline. */
    public boolean allows(Duration wait) {
        return Durations.nanos(wait) < left();
    }

    /**
     * Bounds {@code work} until its end by this deadline, or by the one in its context, if that is earlier.
     *
     * <p><b>Shape.</b> Cold, as {@code work} is. At the deadline {@code work} is cancelled and the failure signalled at
     * once, without waiting for what the cancel brings about. If the deadline has passed before the subscription,
     * {@code work} is not subscribed to. A value that arrives at the same moment is dropped, so a resource must be
     * handed over inside {@code work}.
     *
     * <p><b>Errors.</b> {@code failure} at the deadline; otherwise that of {@code work}. Where an operation and a step
     * of it are bound by one and the same deadline, either's failure may be the one that is signalled.
     *
     * <p><b>Threads.</b> {@code failure} is called and signalled on the deadline's scheduler. It may be called although
     * {@code work} comes first after all, so it should make the failure and do nothing else.
     */
    public <T> Mono<T> bound(Mono<T> work, Supplier<? extends Throwable> failure) {
        requireNonNull(work, "work");
        requireNonNull(failure, "failure");
        return Mono.deferContextual(context -> within(context).untilSignal(work, failure));
    }

    /**
     * Bounds {@code work} until it completes or fails; otherwise as {@link #bound(Mono, Supplier)}. Items that came
     * before the deadline have been emitted.
     */
    public <T> Flux<T> bound(Flux<T> work, Supplier<? extends Throwable> failure) {
        requireNonNull(work, "work");
        requireNonNull(failure, "failure");
        return Flux.deferContextual(context -> within(context).untilEnd(work, failure));
    }

    /**
     * Bounds {@code work} until its first signal; otherwise as {@link #bound(Mono, Supplier)}. Once an item has been
     * emitted, this deadline is no longer asked: {@code work} goes on for as long as it takes.
     */
    public <T> Flux<T> boundFirst(Flux<T> work, Supplier<? extends Throwable> failure) {
        requireNonNull(work, "work");
        requireNonNull(failure, "failure");
        return Flux.deferContextual(context -> within(context).untilFirstSignal(work, failure));
    }

    private <T> Mono<T> untilSignal(Mono<T> work, Supplier<? extends Throwable> failure) {
        return passed()
                ? Mono.error(failure)
                : Mono.firstWithSignal(work.contextWrite(this::writeTo), cut(failure));
    }

    private <T> Flux<T> untilFirstSignal(Flux<T> work, Supplier<? extends Throwable> failure) {
        return passed()
                ? Flux.error(failure)
                : Flux.firstWithSignal(work.contextWrite(this::writeTo), cut(failure));
    }

    private <T> Flux<T> untilEnd(Flux<T> work, Supplier<? extends Throwable> failure) {
        if (passed()) {
            return Flux.error(failure);
        }
        AtomicBoolean cut = new AtomicBoolean();
        // the other of takeUntilOther cancels the work if it completes, but not if it fails
        return work.contextWrite(this::writeTo)
                .takeUntilOther(end().doOnNext(tick -> cut.set(true)))
                .concatWith(Mono.defer(() -> cut.get() ? Mono.error(failure) : Mono.empty()));
    }

    private <T> Mono<T> cut(Supplier<? extends Throwable> failure) {
        return end().then(Mono.error(failure));
    }

    private Mono<Long> end() {
        return Mono.defer(() -> Mono.delay(remaining(), timer));
    }

    private Deadline within(ContextView context) {
        return in(context).map(this::earlier).orElse(this);
    }

    private long left() {
        return end - timer.now(NANOSECONDS);
    }

    @Override
    public String toString() {
        return passed() ? "deadline, passed" : "deadline in " + remaining().toMillis() + " ms";
    }
}
