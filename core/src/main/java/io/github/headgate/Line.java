package io.github.headgate;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.github.headgate.reactor.Turnstile;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * A way to the server that carries one call at a time: a connect, or the cancel request of a connection that was dialled
 * on it. The driver can abort neither, so a call that nobody waits for any more has its socket closed; and the driver's
 * sockets are told apart by their line, so the line is held until the driver has ended its call, or is given up.
 *
 * <p>It subscribes to the driver's calls itself, for they outlive those who asked for them.
 */
final class Line {

    private static final Duration AFTER_HANGING_UP = Duration.ofSeconds(1);

    private final int number;
    private final Driver.Dialer dialer;
    private final Scheduler timer;
    private final Turnstile turn = new Turnstile(1);

    Line(int number, Driver.Dialer dialer, Scheduler timer) {
        this.number = number;
        this.dialer = dialer;
        this.timer = timer;
    }

    /** What a call is for. */
    interface Purpose<T, R> {

        Mono<? extends T> call();

        /** Makes a result of what the call has yielded, while the line is held. */
        R made(T yielded);

        /** Does away with a result that nobody waits for any more. */
        void unwanted(R result);

        /** Does away with what the call yields after the line was given on. */
        void late(T yielded);

        /** The line is free again. */
        void left();
    }

    /** One call, cold, when it is its turn. A cancel hangs up, and nothing that the call yields is lost by it. */
    <T, R> Mono<R> call(Purpose<T, R> purpose) {
        return new Mono<>() {

            @Override
            public void subscribe(CoreSubscriber<? super R> actual) {
                Call<T, R> begun = new Call<>(purpose, actual);
                actual.onSubscribe(begun.asSubscription());
                turn.enter(begun);
            }
        };
    }

    /** Where a call stands, for the one who asked for it. */
    private enum Asked {
        WAITING, ANSWERED, GONE
    }

    private final class Call<T, R> extends BaseSubscriber<T> implements Turnstile.Entrant {

        private final Purpose<T, R> purpose;
        private final CoreSubscriber<? super R> actual;
        private final AtomicReference<Asked> asked = new AtomicReference<>(Asked.WAITING);
        private boolean entered; // guarded by this
        private boolean left; // guarded by this

        Call(Purpose<T, R> purpose, CoreSubscriber<? super R> actual) {
            this.purpose = purpose;
            this.actual = actual;
        }

        @Override
        public void admitted(int place) {
            synchronized (this) {
                entered = true;
            }
            if (asked.get() == Asked.GONE) {
                leave();
            } else {
                purpose.call().subscribe(this);
            }
        }

        @Override
        public void refused(Throwable cause) {
            throw new IllegalStateException("a line is never closed", cause);
        }

        @Override
        protected void hookOnNext(T yielded) {
            R result = taken(yielded);
            leave();
            if (result == null) {
                purpose.late(yielded);
            } else if (asked.compareAndSet(Asked.WAITING, Asked.ANSWERED)) {
                actual.onNext(result);
                actual.onComplete();
            } else {
                purpose.unwanted(result);
            }
        }

        /** Under the lock, for what is made of it may need the socket, which is found by the line. */
        private synchronized @Nullable R taken(T yielded) {
            return left ? null : purpose.made(yielded);
        }

        @Override
        protected void hookOnError(Throwable failure) {
            closeSocket(); // a driver that gives up on TLS leaves it open
            leave();
            if (asked.compareAndSet(Asked.WAITING, Asked.ANSWERED)) {
                actual.onError(failure);
            }
        }

        @Override
        protected void hookOnComplete() {
            leave();
            if (asked.compareAndSet(Asked.WAITING, Asked.ANSWERED)) {
                actual.onComplete();
            }
        }

        /** Under the lock, for once the line is given on, the socket at it is another's. */
        private synchronized boolean closeSocket() {
            boolean ours = entered && !left;
            if (ours) {
                dialer.hangUp(number);
            }
            return ours;
        }

        /** Closes the socket. A driver that does not even notice that gets a second; then the line is given on. */
        private void hangUp() {
            if (closeSocket()) {
                timer.schedule(this::giveUp, AFTER_HANGING_UP.toNanos(), NANOSECONDS);
            }
        }

        private void giveUp() {
            synchronized (this) {
                if (!left) {
                    dialer.giveUp(number);
                }
            }
            leave();
        }

        private void leave() {
            synchronized (this) {
                if (left) {
                    return;
                }
                left = true;
            }
            turn.exit(0);
            purpose.left();
        }

        private Subscription asSubscription() {
            return new Subscription() {

                @Override
                public void request(long n) {
                    // one answer, however many are asked for
                }

                @Override
                public void cancel() {
                    if (!asked.compareAndSet(Asked.WAITING, Asked.GONE)) {
                        return;
                    }
                    if (turn.leave(Call.this)) {
                        purpose.left(); // it never had the line
                    } else {
                        hangUp();
                    }
                }
            };
        }
    }
}
