package io.github.headgate.reactor;

import static io.github.headgate.reactor.Bounded.Part.END;
import static io.github.headgate.reactor.Bounded.Part.FIRST_SIGNAL;
import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxOperator;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoOperator;
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

    private final DeadlineTicker ticker;
    private final long end;

    private Deadline(DeadlineTicker ticker, long end) {
        this.ticker = ticker;
        this.end = end;
    }

    /**
     * Returns the deadline that lies so far ahead, now. It strikes to the moment, by a timer of its own: where there are
     * many, {@link #after(Duration, DeadlineTicker)} costs less.
     *
     * @param wait zero for one that has passed
     * @throws IllegalArgumentException if {@code wait} is negative
     */
    public static Deadline after(Duration wait, Scheduler timer) {
        return after(wait, DeadlineTicker.of(timer, Duration.ZERO));
    }

    /**
     * Returns the deadline that lies so far ahead, now, and strikes with the ticker.
     *
     * @param wait zero for one that has passed
     * @throws IllegalArgumentException if {@code wait} is negative
     */
    public static Deadline after(Duration wait, DeadlineTicker ticker) {
        long nanos = Durations.nanos(Durations.notNegative(wait, "wait"));
        return new Deadline(ticker, ticker.now() + nanos);
    }

    /** Returns the deadline of the operation that a context belongs to, if it has one. */
    public static Optional<Deadline> in(ContextView context) {
        return context.getOrEmpty(Key.DEADLINE);
    }

    /** Returns the context with this deadline, or with its own if that is earlier. For {@link Mono#contextWrite}. */
    public Context writeTo(Context context) {
        return within(context).put(context);
    }

    /** Returns the one of the two that has less time left; this one, if they are equal. */
    public Deadline earlier(Deadline other) {
        boolean otherIsEarlier = ticker.timer() == other.ticker.timer() ? other.end - end < 0 : other.left() < left();
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
     * <p><b>Shape.</b> Cold, as {@code work} is. At the deadline {@code work} is cancelled and the failure signalled,
     * without waiting for what the cancel brings about, but after an item that is being emitted at that moment. If the
     * deadline has passed before the subscription, {@code work} is not subscribed to. A value that arrives at the same
     * moment is discarded, so a resource must be handed over inside {@code work}; a failure that does is not told.
     *
     * <p><b>Errors.</b> {@code failure} at the deadline; otherwise that of {@code work}. Where an operation and a step
     * of it are bound by one and the same deadline, either's failure may be the one that is signalled. A
     * {@link java.util.concurrent.RejectedExecutionException} if the deadline's scheduler takes no task: then {@code work}
     * is not subscribed to.
     *
     * <p><b>Threads.</b> {@code failure} is called and signalled on the deadline's scheduler; by the subscriber, if the
     * deadline has passed before; or by whoever is emitting at the deadline, when he has done so.
     */
    public <T> Mono<T> bound(Mono<T> work, Supplier<? extends Throwable> failure) {
        requireNonNull(work, "work");
        requireNonNull(failure, "failure");
        return new MonoOperator<>(work) {

            @Override
            public void subscribe(CoreSubscriber<? super T> actual) {
                Bounded.subscribe(source, actual, within(actual.currentContext()), FIRST_SIGNAL, failure);
            }
        };
    }

    /**
     * Bounds {@code work} until it completes or fails; otherwise as {@link #bound(Mono, Supplier)}. Items that came
     * before the deadline have been emitted.
     */
    public <T> Flux<T> bound(Flux<T> work, Supplier<? extends Throwable> failure) {
        requireNonNull(work, "work");
        requireNonNull(failure, "failure");
        return bounded(work, END, failure);
    }

    /**
     * Bounds {@code work} until its first signal; otherwise as {@link #bound(Mono, Supplier)}. Once an item has been
     * emitted, this deadline is no longer asked: {@code work} goes on for as long as it takes.
     */
    public <T> Flux<T> boundFirst(Flux<T> work, Supplier<? extends Throwable> failure) {
        requireNonNull(work, "work");
        requireNonNull(failure, "failure");
        return bounded(work, FIRST_SIGNAL, failure);
    }

    private <T> Flux<T> bounded(Flux<T> work, Bounded.Part part, Supplier<? extends Throwable> failure) {
        return new FluxOperator<>(work) {

            @Override
            public void subscribe(CoreSubscriber<? super T> actual) {
                Bounded.subscribe(source, actual, within(actual.currentContext()), part, failure);
            }
        };
    }

    /** Strikes {@code wait} at this deadline, unless it is let go of before. */
    void await(DeadlineTicker.Wait wait) {
        ticker.await(wait, end);
    }

    void letGo(DeadlineTicker.Wait wait) {
        ticker.letGo(wait);
    }

    /** The context with this deadline in it, whatever was in it before. */
    Context put(Context context) {
        return context.put(Key.DEADLINE, this);
    }

    private Deadline within(ContextView context) {
        return in(context).map(this::earlier).orElse(this);
    }

    private long left() {
        return end - ticker.now();
    }

    @Override
    public String toString() {
        return passed() ? "deadline, passed" : "deadline in " + remaining().toMillis() + " ms";
    }
}
