package io.github.headgate.reactor;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.util.Logger;
import reactor.util.Loggers;

/** What a {@link ReadySignal} is made of. Immutable; all but the opener and the timer have a default. */
public final class ReadySignalOptions<T> {

    private static final Logger log = Loggers.getLogger(ReadySignal.class);

    private final Opener<T> opener;
    private final Scheduler timer;
    private final Backoff backoff;
    private final Predicate<? super Throwable> permanent;
    private final Predicate<? super Throwable> patient;
    private final Function<? super T, Mono<Void>> retire;
    private final @Nullable Duration keepReady; // null: always
    private final Function<? super Throwable, ?> failureKind;
    private final boolean adaptive;

    private ReadySignalOptions(Builder<T> builder) {
        this.opener = builder.opener;
        this.timer = builder.timer;
        this.backoff = builder.backoff;
        this.permanent = builder.permanent;
        this.patient = builder.patient;
        this.retire = builder.retire;
        this.keepReady = builder.keepReady;
        this.failureKind = builder.failureKind;
        this.adaptive = builder.adaptive;
    }

    /**
     * Starts from the defaults.
     *
     * @param timer where the waits between attempts run, and the clock of all times
     */
    public static <T> Builder<T> builder(Opener<T> opener, Scheduler timer) {
        return new Builder<>(opener, timer);
    }

    Opener<T> opener() {
        return opener;
    }

    Scheduler timer() {
        return timer;
    }

    /** The waits between attempts. */
    public Backoff backoff() {
        return backoff;
    }

    /** How long after the last caller a lost resource is still opened unasked; empty for always. */
    public Optional<Duration> keepReady() {
        return Optional.ofNullable(keepReady);
    }

    boolean isPermanent(Throwable failure) {
        return permanent.test(failure);
    }

    boolean isPatient(Throwable failure) {
        return patient.test(failure);
    }

    /** Whether attempts are made when earlier openings make a success likely. */
    public boolean isAdaptive() {
        return adaptive;
    }

    Object failureKind(Throwable failure) {
        return failureKind.apply(failure);
    }

    /** Closes a resource that is no longer wanted. What goes wrong there concerns no caller, so it is only logged. */
    Mono<Void> retirement(T value) {
        return Mono.defer(() -> retire.apply(value))
                .doOnError(failure -> log.warn("closing what was lost failed", failure))
                .onErrorComplete();
    }

    /** Gathers the settings. Each is checked when it is set. */
    public static final class Builder<T> {

        private final Opener<T> opener;
        private final Scheduler timer;
        private Backoff backoff = Backoff.doubling(Duration.ofMillis(100), Duration.ofSeconds(2)).jitter(-0.25, 0.25);
        private Predicate<? super Throwable> permanent = failure -> false;
        private Predicate<? super Throwable> patient = failure -> false;
        private Function<? super T, Mono<Void>> retire = value -> Mono.empty();
        private @Nullable Duration keepReady;
        private Function<? super Throwable, ?> failureKind = failure -> "any";
        private boolean adaptive;

        private Builder(Opener<T> opener, Scheduler timer) {
            this.opener = requireNonNull(opener, "opener");
            this.timer = requireNonNull(timer, "timer");
        }

        /** The waits between attempts. Defaults to 100 ms, doubling to 2 s, drawn from ±25 %. */
        public Builder<T> backoff(Backoff backoff) {
            this.backoff = requireNonNull(backoff, "backoff");
            return this;
        }

        /**
         * Which failures of an attempt come back until somebody changes something. Defaults to none.
         *
         * <p>After one of these all waiters are told at once, callers are told without waiting, and attempts go on at
         * the {@linkplain Backoff#longest longest} interval.
         */
        public Builder<T> permanent(Predicate<? super Throwable> permanent) {
            this.permanent = requireNonNull(permanent, "permanent");
            return this;
        }

        /**
         * Which failures of an attempt tell of a shortage that attempts make worse. Defaults to none. After one of these
         * attempts go on at the {@linkplain Backoff#longest longest} interval; those who wait go on waiting.
         */
        public Builder<T> patient(Predicate<? super Throwable> patient) {
            this.patient = requireNonNull(patient, "patient");
            return this;
        }

        /**
         * Closes a resource that was lost, or opened too late. Subscribed once for each; must end in bounded time.
         * Defaults to nothing.
         */
        public Builder<T> retire(Function<? super T, Mono<Void>> retire) {
            this.retire = requireNonNull(retire, "retire");
            return this;
        }

        /**
         * How long after the last caller a lost resource is opened again unasked; later it stays cold until somebody
         * asks. Defaults to always.
         *
         * @throws IllegalArgumentException if negative
         */
        public Builder<T> keepReady(Duration keepReady) {
            if (keepReady.isNegative()) {
                throw new IllegalArgumentException("keepReady must not be negative, was " + keepReady);
            }
            this.keepReady = keepReady;
            return this;
        }

        /**
         * Tells kinds of failures apart, by which openings differ in how long they take: what is learnt of them is learnt
         * for each kind of first failure, and for openings that follow a loss and others. The kinds must be few, and equal
         * if they are the same. By default all failures are of one kind.
         */
        public Builder<T> failureKind(Function<? super Throwable, ?> failureKind) {
            this.failureKind = requireNonNull(failureKind, "failureKind");
            return this;
        }

        /**
         * Makes attempts where a success is likely, judged by up to 16 earlier openings of the same kind; at the backoff's
         * pace until five of them are known, and where the other side holds attempts until it is ready. Off by default.
         *
         * <p>No span of time sees more attempts than the backoff may make in its first such span. A wait is no longer
         * than the backoff's, or a quarter of the time that has gone by if that is more, and then a first wait and the
         * time that an attempt takes. Both hold for a backoff whose waits only ever grow.
         */
        public Builder<T> adaptive() {
            this.adaptive = true;
            return this;
        }

        public ReadySignalOptions<T> build() {
            return new ReadySignalOptions<>(this);
        }
    }
}
