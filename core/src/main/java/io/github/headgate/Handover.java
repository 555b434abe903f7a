package io.github.headgate;

import java.util.concurrent.atomic.AtomicReference;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;

/**
 * Hands a lease to somebody outside, so that it ends in his hands or back in the pool. Between the pool and him stand
 * operators that drop what they hold when they are cancelled, or cut by the deadline, at that moment; so the lease is
 * noted where it arrives, and given back unless it has been delivered.
 */
final class Handover {

    private static final Object NOTHING_YET = new Object();
    private static final Object SETTLED = new Object();

    private final AtomicReference<Object> held = new AtomicReference<>(NOTHING_YET);

    /** Notes the lease, or gives it back if its taker has gone. Called where it comes out of the pool. */
    void arrived(Lease lease) {
        if (!held.compareAndSet(NOTHING_YET, lease)) {
            lease.letGo(); // nobody else knows of it
        }
    }

    /** Delivers what {@code path} emits, each of which has {@linkplain #arrived arrived} before. */
    Mono<Lease> delivered(Mono<Lease> path) {
        return new Mono<>() {

            @Override
            public void subscribe(CoreSubscriber<? super Lease> actual) {
                path.subscribe(new Taker(actual));
            }
        };
    }

    private void refuse() {
        if (held.getAndSet(SETTLED) instanceof Lease lease) {
            lease.letGo(); // nobody else knows of it
        }
    }

    /** The last in the row: what passes it is his. */
    private final class Taker extends Relay<Lease> {

        Taker(CoreSubscriber<? super Lease> actual) {
            super(actual);
        }

        @Override
        public void onNext(Lease lease) {
            if (held.compareAndSet(lease, SETTLED)) {
                actual.onNext(lease);
            }
        }

        @Override
        public void onError(Throwable failure) {
            refuse();
            actual.onError(failure);
        }

        @Override
        public void onComplete() {
            actual.onComplete();
        }

        @Override
        public void cancel() {
            super.cancel();
            refuse();
        }
    }
}
