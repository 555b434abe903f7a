package io.github.headgate.reactor;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.util.retry.Retry;

/**
 * Retries a failed sequence as long as four bounds allow: the number of retries, a {@link Deadline}, a
 * {@link RetryBudget}, and what is decided about the failure. For {@link Mono#retryWhen} and {@link Flux#retryWhen}.
 *
 * <p><b>Shape.</b> Each failure is first decided upon; the decision may take its time, and may ask others. Then the
 * retry waits for its {@link Backoff}, if the decision says so, and subscribes anew. A wait that would not end before
 * the deadline is not begun. The deadline is the one that was set or that of the subscriber's context, whichever is the
 * earlier; it bounds the decisions and the waits, not the attempts (for those there is {@link Deadline#bound}). A cancel
 * ends the decision or the wait that goes on.
 *
 * <p><b>Errors.</b> After giving up, the last failure is signalled, not a wrapper. The failures before it (the latest
 * 16) and a {@link RetriesStopped} with the reason are suppressed on it. A first failure that is not to be retried goes
 * downstream untouched; so does one on which a retry has given up before, for an exception that many subscribers share
 * must not grow. If deciding fails, or a listener, that is suppressed too, and the retries end as not retryable.
 *
 * <p>Immutable, if what it is given is, and safe for use by many threads: attempts are counted for each subscription.
 * The budget is not refilled here, since a {@link Retry} cannot see a success: call {@link RetryBudget#succeeded}.
 *
 * <pre>{@code
 * Retry retry = BoundedRetry.builder(timer)
 *         .decide(failure -> Mono.just(failure instanceof IOException ? BACK_OFF : NEVER))
 *         .budget(budget)
 *         .build();
 * Mono<Account> account = load(id).retryWhen(retry).doOnSuccess(loaded -> budget.succeeded());
 * }</pre>
 */
public final class BoundedRetry extends Retry {

    final Scheduler timer;
    final int maxRetries;
    final Backoff backoff;
    final RetryBudget budget;
    final Optional<Deadline> deadline;
    final Duration elapsed;
    final Function<? super Throwable, Mono<RetryDecision>> decide;
    final Consumer<? super RetryAttempt> onRetry;
    final Consumer<? super RetriesStopped> onStop;

    private BoundedRetry(Builder builder) {
        this.timer = builder.timer;
        this.maxRetries = builder.maxRetries;
        this.backoff = builder.backoff;
        this.budget = builder.budget;
        this.deadline = builder.deadline;
        this.elapsed = builder.elapsed;
        this.decide = builder.decide;
        this.onRetry = builder.onRetry;
        this.onStop = builder.onStop;
    }

    /** Starts from the defaults. The timer is where the waits run, and the clock for them. */
    public static Builder builder(Scheduler timer) {
        return new Builder(timer);
    }

    /**
     * Retries {@code work} as {@code work.retryWhen(retry.get())} does, but for work that rarely fails: the retry is made
     * at the first failure, which it counts as any other, and until then nothing is made of it.
     *
     * @param retry is called once for each subscription whose first attempt fails
     */
    public static <T> Flux<T> onFailure(Flux<T> work, Supplier<? extends Retry> retry) {
        return work.onErrorResume(first -> failedOnce(first, work).retryWhen(retry.get()));
    }

    private static <T> Flux<T> failedOnce(Throwable first, Flux<T> work) {
        AtomicBoolean failed = new AtomicBoolean();
        return Flux.defer(() -> failed.compareAndSet(false, true) ? Flux.error(first) : work);
    }

    /** Not for callers: Reactor asks for it at each subscription. */
    @Override
    public Publisher<?> generateCompanion(Flux<RetrySignal> failures) {
        return Flux.deferContextual(context -> companion(failures, new RetryRun(this, context)))
                .onErrorStop();
    }

    private static Flux<Long> companion(Flux<RetrySignal> failures, RetryRun run) {
        return failures.concatMap(signal -> run.next(signal.failure()), 0);
    }

    /** Gathers the settings. Each is checked when it is set. */
    public static final class Builder {

        private final Scheduler timer;
        private int maxRetries = 2;
        private Backoff backoff = Backoff.waits(Duration.ofMillis(500), Duration.ofMillis(1000)).jitter(-0.2, 0);
        private RetryBudget budget = RetryBudget.unlimited();
        private Optional<Deadline> deadline = Optional.empty();
        private Duration elapsed = Duration.ZERO;
        private Function<? super Throwable, Mono<RetryDecision>> decide = failure -> Mono.just(RetryDecision.BACK_OFF);
        private Consumer<? super RetryAttempt> onRetry = attempt -> {};
        private Consumer<? super RetriesStopped> onStop = why -> {};

        private Builder(Scheduler timer) {
            this.timer = requireNonNull(timer, "timer");
        }

        /**
         * How often it is tried again, after the first attempt. Defaults to 2.
         *
         * @throws IllegalArgumentException if negative
         */
        public Builder maxRetries(int maxRetries) {
            if (maxRetries < 0) {
                throw new IllegalArgumentException("maxRetries must not be negative, was " + maxRetries);
            }
            this.maxRetries = maxRetries;
            return this;
        }

        /** The waits before retries that back off. Defaults to 500 ms, then 1000 ms, each up to 20 % shorter. */
        public Builder backoff(Backoff backoff) {
            this.backoff = requireNonNull(backoff, "backoff");
            return this;
        }

        /** What {@link RetryDecision#BACK_OFF} takes its tokens from. Defaults to one without limit. */
        public Builder budget(RetryBudget budget) {
            this.budget = requireNonNull(budget, "budget");
            return this;
        }

        /** When the retries end, if the subscriber's context does not bring an earlier deadline. Defaults to none. */
        public Builder deadline(Deadline deadline) {
            this.deadline = Optional.of(deadline);
            return this;
        }

        /**
         * How long the work had been running when this retry came to it; for {@link BoundedRetry#onFailure}. A backoff
         * that goes by the time elapsed counts it in. Defaults to zero.
         *
         * @throws IllegalArgumentException if negative
         */
        public Builder elapsed(Duration elapsed) {
            this.elapsed = Durations.notNegative(elapsed, "elapsed");
            return this;
        }

        /**
         * What is to be done about a failure. It is asked about every failure, the last included, as long as the
         * deadline has not passed; it sees the subscriber's context. Defaults to {@link RetryDecision#BACK_OFF}.
         */
        public Builder decide(Function<? super Throwable, Mono<RetryDecision>> decide) {
            this.decide = requireNonNull(decide, "decide");
            return this;
        }

        /** Is told of each retry before its wait. It must not block. Defaults to nobody. */
        public Builder onRetry(Consumer<? super RetryAttempt> onRetry) {
            this.onRetry = requireNonNull(onRetry, "onRetry");
            return this;
        }

        /**
         * Is told when it gives up, and why: of a first failure that is not to be retried, too, on which nothing is
         * suppressed. It must not block. Defaults to nobody.
         */
        public Builder onStop(Consumer<? super RetriesStopped> onStop) {
            this.onStop = requireNonNull(onStop, "onStop");
            return this;
        }

        public BoundedRetry build() {
            return new BoundedRetry(this);
        }
    }
}
