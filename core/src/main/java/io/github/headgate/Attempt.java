package io.github.headgate;

import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxOperator;

/** One attempt at an operation, which hears of what comes of it before anybody downstream does. */
final class Attempt<T> extends FluxOperator<T, T> {

    private final Operation operation;

    Attempt(Flux<? extends T> source, Operation operation) {
        super(source);
        this.operation = operation;
    }

    @Override
    public void subscribe(CoreSubscriber<? super T> actual) {
        source.subscribe(new Listener<>(operation, actual));
    }

    private static final class Listener<T> extends Relay<T> {

        private final Operation operation;

        Listener(Operation operation, CoreSubscriber<? super T> actual) {
            super(actual);
            this.operation = operation;
        }

        @Override
        public void onNext(T item) {
            operation.emitted();
            actual.onNext(item);
        }

        @Override
        public void onError(Throwable failure) {
            operation.served();
            actual.onError(failure);
        }

        @Override
        public void onComplete() {
            operation.served();
            actual.onComplete();
        }

        @Override
        public void cancel() {
            operation.leave();
            super.cancel();
        }
    }
}
