package io.github.headgate.reactor;

import static io.github.headgate.reactor.RetriesStopped.Reason.ATTEMPTS;
import static io.github.headgate.reactor.RetriesStopped.Reason.BUDGET;
import static io.github.headgate.reactor.RetriesStopped.Reason.DEADLINE;
import static io.github.headgate.reactor.RetriesStopped.Reason.NOT_RETRYABLE;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.github.headgate.reactor.RetriesStopped.Reason;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/**
 * The retries of one subscription. Reactor reports one failure at a time, and the next only when this one has been
 * answered, so nothing here is guarded.
 */
final class RetryRun {

    private final BoundedRetry settings;
    private final Deadline deadline;
    private final Backoff.Waits waits;
    private final long began;
    private final EarlierFailures earlier = new EarlierFailures();
    private int retries;

    RetryRun(BoundedRetry settings, ContextView context) {
        this.settings = settings;
        this.deadline = earliest(settings, context);
        this.waits = settings.backoff.begin();
        this.began = now() - settings.elapsed.toNanos();
    }

    private static Deadline earliest(BoundedRetry settings, ContextView context) {
        Deadline own = settings.deadline
                .orElseGet(() -> Deadline.after(ChronoUnit.FOREVER.getDuration(), settings.timer));
        return Deadline.in(context).map(own::earlier).orElse(own);
    }

    /** Emits when it is time for the next attempt, or fails with what the subscriber is to be told. */
    Mono<Long> next(Throwable failure) {
        return deadline.bound(decision(failure), () -> stop(DEADLINE))
                .flatMap(decision -> retry(failure, decision))
                .onErrorMap(thrown -> last(failure, thrown));
    }

    private Mono<RetryDecision> decision(Throwable failure) {
        return Mono.defer(() -> settings.decide.apply(failure))
                .switchIfEmpty(Mono.error(() -> new IllegalStateException("no decision whether to retry")));
    }

    private Mono<Long> retry(Throwable failure, RetryDecision decision) {
        if (decision == RetryDecision.NEVER) {
            return Mono.error(retries == 0 ? failure : stop(NOT_RETRYABLE));
        }
        Duration wait = decision.waits() ? waits.next(elapsed()) : Duration.ZERO;
        return obstacle(decision, wait)
                .map(reason -> Mono.<Long>error(stop(reason)))
                .orElseGet(() -> begun(failure, wait));
    }

    /** What stands in the way. The budget is asked last, for a token that was taken is spent. */
    private Optional<Reason> obstacle(RetryDecision decision, Duration wait) {
        if (retries == settings.maxRetries) {
            return Optional.of(ATTEMPTS);
        }
        if (!deadline.allows(wait)) {
            return Optional.of(DEADLINE);
        }
        return decision.takesToken() && !settings.budget.tryTake() ? Optional.of(BUDGET) : Optional.empty();
    }

    private Mono<Long> begun(Throwable failure, Duration wait) {
        settings.onRetry.accept(new RetryAttempt(retries + 1, wait, failure));
        earlier.add(failure);
        retries++;
        return wait.isZero() ? Mono.just(0L) : Mono.delay(wait, settings.timer);
    }

    /** The failure itself, with what stopped the retries suppressed on it. */
    private Throwable last(Throwable failure, Throwable thrown) {
        RetriesStopped why = thrown instanceof RetriesStopped known ? known : stop(NOT_RETRYABLE);
        if (thrown != failure && thrown != why) {
            earlier.add(thrown); // from the decision or the listener
        }
        boolean untold = told(why);
        if (thrown != failure || untold) {
            earlier.suppressOn(failure, why);
        }
        return failure;
    }

    /** Tells why it ends. Returns whether that failed, which is noted. */
    private boolean told(RetriesStopped why) {
        try {
            settings.onStop.accept(why);
            return false;
        } catch (RuntimeException thrown) {
            earlier.add(thrown);
            return true;
        }
    }

    private RetriesStopped stop(Reason reason) {
        return new RetriesStopped(reason, retries + 1);
    }

    private Duration elapsed() {
        return Duration.ofNanos(now() - began);
    }

    private long now() {
        return settings.timer.now(NANOSECONDS);
    }
}
