package io.github.headgate.reactor;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/**
 * The attempts at one generation: one after the other, with the backoff between, until one succeeds or they are
 * disposed of. The generation's sink decides which of the two it was, and has one subscriber: the signal.
 *
 * <p>It subscribes to the attempts, since nobody else does: callers wait for the generation, not for an attempt.
 */
final class Attempts<T> implements Disposable {

    /** Hears of each failed attempt before the wait that follows it begins. */
    @FunctionalInterface
    interface Failures {

        void attemptFailed(long generation, int attempt, Throwable failure, boolean permanent);
    }

    private static final Duration HURRY_PAUSE = Duration.ofMillis(250);

    private final long generation;
    private final ReadySignalOptions<T> options;
    private final Failures failures;
    private final Pacing pacing; // guarded by this
    private final long begun;
    private final Sinks.One<Generation<T>> opened = Sinks.one();
    private final Disposable.Swap running = Disposables.swap();

    private int count; // guarded by this
    private @Nullable Disposable wait = Disposables.disposed(); // guarded by this; null while an attempt runs
    private long attemptedAt; // guarded by this

    Attempts(long generation, Pacing pacing, ReadySignalOptions<T> options, Failures failures) {
        this.generation = generation;
        this.pacing = pacing;
        this.options = options;
        this.failures = failures;
        this.begun = now();
    }

    /** Emits the generation once it is open, or completes empty when the attempts were disposed of before. */
    Mono<Generation<T>> opened() {
        return opened.asMono();
    }

    /** Makes the next attempt now, unless one is running. */
    void attempt() {
        int attempt = claim(Duration.ZERO);
        if (attempt > 0) {
            run(attempt);
        }
    }

    /** Makes the next attempt ahead of time, unless the last began less than 250 ms ago. */
    void hurry() {
        int attempt = claim(HURRY_PAUSE);
        if (attempt > 0) {
            run(attempt);
        }
    }

    @Override
    public void dispose() {
        opened.tryEmitEmpty(); // fails if it is open already, which is as well
        claim(Duration.ZERO); // no attempt after this one, and nobody makes it
        running.dispose();
    }

    /** Returns the number of the attempt that the caller is to make, or 0 if none is due. */
    private synchronized int claim(Duration pause) {
        long now = now();
        if (wait == null || (count > 0 && now - attemptedAt < pause.toNanos())) {
            return 0;
        }
        wait.dispose();
        wait = null;
        attemptedAt = now;
        pacing.began(now - begun);
        count++;
        return count;
    }

    /** What kind of opening it is. */
    synchronized OpeningKind kind() {
        return pacing.kind();
    }

    /** How it went, as it has just succeeded. */
    synchronized Course course() {
        return pacing.course(now() - begun);
    }

    private synchronized void failed(Object kind) {
        pacing.failed(kind);
    }

    /** A wait is never zero, so the scheduler runs nothing of ours under the lock. */
    private synchronized void pause(boolean longest) {
        Duration length = longest ? options.backoff().longest() : pacing.next(now() - begun);
        wait = options.timer().schedule(this::attempt, length.toNanos(), NANOSECONDS);
    }

    private void run(int attempt) {
        Attempt next = new Attempt(attempt);
        running.update(next);
        Mono.defer(() -> options.opener().open(generation, attempt)).subscribe(next);
    }

    private void succeeded(T value) {
        if (opened.tryEmitValue(new Generation<>(generation, value)).isFailure()) {
            options.retirement(value).subscribe(); // opened after the close: closed as what was open is
        }
    }

    private void failed(int attempt, Throwable failure) {
        boolean permanent = options.isPermanent(failure);
        boolean longest = permanent || options.isPatient(failure);
        failed(options.failureKind(failure));
        failures.attemptFailed(generation, attempt, failure, permanent);
        if (!running.isDisposed()) {
            pause(longest);
        }
    }

    private long now() {
        return options.timer().now(NANOSECONDS);
    }

    /** One attempt. What it emits is taken even after a cancel, for an open resource must not be dropped. */
    private final class Attempt extends BaseSubscriber<T> {

        private final int number;
        private boolean succeeded;

        Attempt(int number) {
            this.number = number;
        }

        @Override
        protected void hookOnSubscribe(Subscription subscription) {
            requestUnbounded();
        }

        @Override
        protected void hookOnNext(T value) {
            succeeded = true;
            Attempts.this.succeeded(value);
        }

        @Override
        protected void hookOnComplete() {
            if (!succeeded) {
                failed(number, new IllegalStateException("the opener completed without a resource"));
            }
        }

        @Override
        protected void hookOnError(Throwable failure) {
            failed(number, failure);
        }
    }
}
