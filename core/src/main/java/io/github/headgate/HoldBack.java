package io.github.headgate;

import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxOperator;
import reactor.core.publisher.Operators;

/**
 * Passes each value on when the signal after it has come, and the last one only with the end: if the end is an error,
 * the last value is not shown. It costs one value of demand, and no time where both come together.
 */
final class HoldBack<T> extends FluxOperator<T, T> {

    HoldBack(Flux<? extends T> source) {
        super(source);
    }

    @Override
    public void subscribe(CoreSubscriber<? super T> actual) {
        source.subscribe(new Holder<>(actual));
    }

    private static final class Holder<T> extends Relay<T> {

        private @Nullable T held;
        private long passed;
        private long requested; // guarded by this
        private boolean completed; // guarded by this

        Holder(CoreSubscriber<? super T> actual) {
            super(actual);
        }

        @Override
        public void request(long n) {
            boolean first;
            boolean last;
            synchronized (this) {
                first = requested == 0;
                requested = Operators.addCap(requested, n);
                last = completed;
                completed = false;
            }
            if (last) {
                finish();
            } else {
                super.request(first ? Operators.addCap(n, 1) : n);
            }
        }

        @Override
        public void onNext(T item) {
            T before = held;
            held = item;
            if (before != null) {
                passed++;
                actual.onNext(before);
            }
        }

        @Override
        public void onError(Throwable failure) {
            discardHeld();
            actual.onError(failure);
        }

        @Override
        public void onComplete() {
            synchronized (this) {
                if (held != null && passed == requested) { // the last one is asked for later
                    completed = true;
                    return;
                }
            }
            finish();
        }

        @Override
        public void cancel() {
            super.cancel();
            synchronized (this) {
                completed = false;
            }
        }

        private void finish() {
            T last = held;
            if (last != null) {
                held = null;
                actual.onNext(last);
            }
            actual.onComplete();
        }

        private void discardHeld() {
            T last = held;
            if (last != null) {
                held = null;
                Operators.onDiscard(last, currentContext());
            }
        }
    }
}
