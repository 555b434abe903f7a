package io.github.headgate.reactor;

import static io.github.headgate.reactor.Transition.Kind.ATTEMPT_FAILED;
import static io.github.headgate.reactor.Transition.Kind.CLOSED;
import static io.github.headgate.reactor.Transition.Kind.COLD;
import static io.github.headgate.reactor.Transition.Kind.LOST;
import static io.github.headgate.reactor.Transition.Kind.OPENING;
import static io.github.headgate.reactor.Transition.Kind.READY;
import static io.github.headgate.reactor.Transition.Kind.REFUSED;
import static java.util.Objects.requireNonNull;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.github.headgate.reactor.ReadyState.Closed;
import io.github.headgate.reactor.ReadyState.Cold;
import io.github.headgate.reactor.ReadyState.Failed;
import io.github.headgate.reactor.ReadyState.Opening;
import io.github.headgate.reactor.ReadyState.Ready;
import java.time.Duration;
import java.util.Optional;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.publisher.Operators;

/**
 * A resource that is opened when first asked for, lost, and opened again; and the signal that it is ready.
 *
 * <p>A success is cached and shared by all callers. A failure never is: whoever comes after a failed attempt waits for
 * the next one. The one exception is a failure that would come back anyhow, see {@link OpeningRefusedException}.
 *
 * <p>Each life of the resource is a {@link Generation}. A loss is reported against the generation that was seen; the
 * first report about the open one ends it, retires its resource and starts one opening, and every other report does
 * nothing. So it does not matter how many callers meet the same dead resource.
 *
 * <p>Openings are owned here: no caller starts a second one, and none ends it by cancelling. A caller that waits costs
 * constant time and some 200 bytes.
 *
 * <p>Safe for use by many threads. Waiters are released on the thread on which the opener emits. No code of others runs
 * under the lock.
 *
 * @param <T> the open resource
 */
public final class ReadySignal<T> {

    private final ReadySignalOptions<T> options;
    private final Mono<Generation<T>> ready = new ReadyMono();
    private final Feed<Transition> transitions = new Feed<>(transition -> transition.kind() == CLOSED);
    private final Set<Mono<Void>> retirements = ConcurrentHashMap.newKeySet();
    private final Object lock = new Object();

    private final Waiters<Generation<T>> waiters = new Waiters<>(); // guarded by lock
    private @Nullable Attempts<T> attempts; // guarded by lock; null unless opening
    private Openings openings = Openings.NONE; // guarded by lock
    private volatile ReadyState<T> state; // written under lock
    private volatile long lastAsked;

    public ReadySignal(ReadySignalOptions<T> options) {
        this.options = requireNonNull(options, "options");
        this.state = new Cold<>(1, now());
        this.lastAsked = now();
    }

    /**
     * Waits for the open generation.
     *
     * <p><b>Shape.</b> Cold; the first subscription starts the first opening. Emits the generation at once if one is
     * open. A cancel takes the subscriber out of the queue and leaves the opening alone. No subscriber gets an older
     * generation than one that it has seen.
     *
     * <p><b>Errors.</b> {@link OpeningRefusedException} while the last attempt's failure is permanent, at once;
     * {@link SignalClosedException} after the close. There is no limit of time: put one around it.
     */
    public Mono<Generation<T>> ready() {
        return ready;
    }

    /**
     * The open generation, if there is one: what {@link #ready()} would emit at once, for somebody who would wait for it
     * otherwise. It opens nothing, and costs two volatile accesses and a look at the clock.
     */
    public Optional<Generation<T>> readyNow() {
        lastAsked = now();
        return current();
    }

    /** The open generation, if there is one; this asks for nothing, and opens nothing. */
    public Optional<Generation<T>> current() {
        return state instanceof Ready<T> open ? Optional.of(open.open()) : Optional.empty();
    }

    /**
     * Ends the generation that was {@code seen} and starts the next one, once: later reports about it, and reports about
     * older ones, do nothing. Its resource is retired after the swap, so whoever is told of the loss meets the next
     * generation.
     *
     * @return whether this report was the one that ended it
     */
    public boolean lost(Generation<T> seen, Throwable cause) {
        requireNonNull(cause, "cause");
        return change(after -> end(seen, Optional.of(cause), wanted(), after));
    }

    /**
     * Ends the generation that was {@code seen} and opens no other until somebody asks; for a resource that must be let
     * sleep. Does nothing if that generation has ended.
     *
     * @return whether this call ended it
     */
    public boolean hibernate(Generation<T> seen) {
        return change(after -> end(seen, Optional.empty(), false, after));
    }

    /**
     * What happens, in order, from the subscription on. Hot; completes after {@link Transition.Kind#CLOSED}. Emits on
     * the thread that made the step, so a subscriber must not block. Nothing is dropped.
     */
    public Flux<Transition> transitions() {
        return transitions.events();
    }

    /** Where it stands now. */
    public Readiness snapshot() {
        synchronized (lock) {
            ReadyState<T> current = state;
            return new Readiness(current.name(), current.generation(), current.attempts(), waiters.size(),
                    Duration.ofNanos(now() - current.since()),
                    Optional.ofNullable(current.lastFailure()).map(Failed::cause));
        }
    }

    /**
     * How much longer the opening that is under way is likely to take, judged by the latest of its kind: the median of
     * those that took longer than this one has until now. Empty if nothing is being opened, if fewer than five of its
     * kind are known, or if none of them took so long.
     */
    public Optional<Duration> remaining() {
        synchronized (lock) {
            Duration elapsed = Duration.ofNanos(now() - state.since());
            return Optional.ofNullable(attempts).flatMap(running -> openings.remaining(running.kind(), elapsed));
        }
    }

    /**
     * Closes for good: waiters and later callers get a {@link SignalClosedException}, a running attempt is cancelled.
     *
     * <p>Cold; completes when all that was open has been retired, and may be subscribed more than once.
     */
    public Mono<Void> close() {
        return Mono.defer(() -> {
            change(this::shut);
            return Mono.when(retirements);
        });
    }

    /** Makes one step under the lock, then what follows from it outside of it: other people's code runs there. */
    private <R> R change(Function<Queue<Runnable>, R> step) {
        Queue<Runnable> after = new ArrayDeque<>();
        R result;
        synchronized (lock) {
            result = step.apply(after);
        }
        transitions.drain();
        after.forEach(Runnable::run);
        return result;
    }

    private boolean end(Generation<T> seen, Optional<Throwable> cause, boolean reopen, Queue<Runnable> after) {
        if (!(state instanceof Ready<T> open) || open.generation() != seen.number()) {
            return false;
        }
        cause.ifPresent(failure -> tell(LOST, 0, cause));
        Cold<T> cold = open.lost(now());
        after.add(() -> retire(open.open()));
        if (reopen) {
            begin(cold, false, after);
        } else {
            tell(COLD, 0, Optional.empty());
            state = cold;
        }
        return true;
    }

    private void begin(Cold<T> cold, boolean asked, Queue<Runnable> after) {
        state = cold.asked(now());
        tell(OPENING, 0, Optional.empty());
        Pacing pacing = new Pacing(options.backoff(), openings, asked, options.isAdaptive());
        Attempts<T> begun = new Attempts<>(cold.generation(), pacing, options, this::attemptFailed);
        attempts = begun;
        after.add(() -> begun.opened().subscribe(generation -> change(then -> opened(generation, then))));
        after.add(begun::attempt);
    }

    private boolean attemptFailed(long generation, int attempt, Throwable failure, boolean permanent) {
        return change(after -> failed(generation, attempt, failure, permanent, after));
    }

    private boolean failed(
            long generation, int attempt, Throwable failure, boolean permanent, Queue<Runnable> after) {
        if (!(state instanceof Opening<T> opening) || opening.generation() != generation) {
            return false;
        }
        Opening<T> failed = opening.failed(failure, permanent, now());
        state = failed;
        tell(permanent ? REFUSED : ATTEMPT_FAILED, attempt, Optional.of(failure));
        if (permanent) {
            Waiters.Departing<Generation<T>> departing = waiters.leave();
            after.add(() -> departing.fail(() -> refusal(failed)));
        }
        return true;
    }

    private boolean opened(Generation<T> generation, Queue<Runnable> after) {
        if (!(state instanceof Opening<T> opening) || opening.generation() != generation.number()) {
            after.add(() -> retire(generation)); // closed after the sink had decided
            return false;
        }
        tell(READY, opening.attempts() + 1, Optional.empty());
        state = opening.opened(generation, now());
        learn(requireNonNull(attempts));
        attempts = null;
        Waiters.Departing<Generation<T>> departing = waiters.leave();
        after.add(() -> departing.succeed(generation));
        return true;
    }

    private void learn(Attempts<T> succeeded) {
        openings = openings.with(succeeded.kind(), succeeded.course());
    }

    private boolean shut(Queue<Runnable> after) {
        ReadyState<T> ended = state;
        if (ended instanceof Closed) {
            return false;
        }
        tell(CLOSED, 0, Optional.empty());
        state = new Closed<>(now());
        if (attempts != null) {
            after.add(attempts::dispose);
            attempts = null;
        }
        if (ended instanceof Ready<T> open) {
            after.add(() -> retire(open.open()));
        }
        Waiters.Departing<Generation<T>> departing = waiters.leave();
        after.add(() -> departing.fail(SignalClosedException::new));
        return true;
    }

    /** The slow way in, taken by whoever found nothing open a moment ago. */
    private boolean await(MonoSink<Generation<T>> waiter, Queue<Runnable> after) {
        if (state instanceof Cold<T> cold) {
            begin(cold, true, after);
        }
        if (state instanceof Ready<T> open) {
            after.add(() -> waiter.success(open.open()));
        } else if (state instanceof Opening<T> opening && opening.refused() != null) {
            after.add(() -> waiter.error(refusal(opening)));
            after.add(requireNonNull(attempts)::hurry);
        } else if (state instanceof Opening) {
            waiters.add(waiter);
            after.add(() -> waiter.onCancel(() -> leave(waiter)));
        } else {
            after.add(() -> waiter.error(new SignalClosedException()));
        }
        return true;
    }

    private void leave(MonoSink<Generation<T>> waiter) {
        synchronized (lock) {
            waiters.remove(waiter);
        }
    }

    private OpeningRefusedException refusal(Opening<T> opening) {
        Failed last = requireNonNull(opening.refused());
        return new OpeningRefusedException(
                opening.generation(), opening.attempts(), Duration.ofNanos(now() - last.at()), last.cause());
    }

    /** Owned here, since nobody else waits for what was lost; {@link #close} does. */
    private void retire(Generation<T> ended) {
        Mono<Void> retirement = options.retirement(ended.value()).cache();
        retirements.add(retirement);
        retirement.doFinally(signal -> retirements.remove(retirement)).subscribe();
    }

    private void tell(Transition.Kind kind, int attempt, Optional<Throwable> cause) {
        Duration after = Duration.ofNanos(now() - state.since());
        transitions.add(new Transition(kind, state.generation(), attempt, after, cause));
    }

    private boolean wanted() {
        return options.keepReady().map(limit -> now() - lastAsked <= limit.toNanos()).orElse(true);
    }

    private long now() {
        return options.timer().now(NANOSECONDS);
    }

    /** Looks once without a lock: an open gate costs one volatile read and the note that somebody came. */
    private final class ReadyMono extends Mono<Generation<T>> {

        @Override
        public void subscribe(CoreSubscriber<? super Generation<T>> actual) {
            Optional<Generation<T>> open = readyNow();
            if (open.isPresent()) {
                actual.onSubscribe(Operators.scalarSubscription(actual, open.get()));
            } else {
                Mono.<Generation<T>>create(waiter -> change(after -> await(waiter, after))).subscribe(actual);
            }
        }
    }
}
