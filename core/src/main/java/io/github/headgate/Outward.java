package io.github.headgate;

import java.util.concurrent.atomic.AtomicBoolean;
import reactor.core.CoreSubscriber;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxOperator;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/** What an operation has to say, on its way to its caller. The operation stands in the context of all that is above. */
final class Outward<T> extends FluxOperator<T, T> {

    private final Operation operation;
    private final End end;

    Outward(Flux<? extends T> source, Operation operation, End end) {
        super(source);
        this.operation = operation;
        this.end = end;
    }

    /** What is made of an end. */
    interface End {

        /** Returns what its caller is told of a failure. */
        Throwable failed(Throwable failure, Operation operation);

        /** It has completed, of which its caller will hear. */
        void completed(Operation operation);

        /** Its caller has heard of its end, or has left. Called once. */
        void over();
    }

    @Override
    public void subscribe(CoreSubscriber<? super T> actual) {
        source.subscribe(new Teller<>(actual, operation, end));
    }

    private static final class Teller<T> extends Relay<T> {

        private final Operation operation;
        private final End end;
        private final Context context;
        private final AtomicBoolean over = new AtomicBoolean(); // a cancel may meet the end

        Teller(CoreSubscriber<? super T> actual, Operation operation, End end) {
            super(actual);
            this.operation = operation;
            this.end = end;
            this.context = operation.writeTo(actual.currentContext());
        }

        @Override
        public Context currentContext() {
            return context;
        }

        @Override
        public void onNext(T item) {
            actual.onNext(item);
        }

        @Override
        public void onError(Throwable failure) {
            actual.onError(told(failure));
            over();
        }

        private Throwable told(Throwable failure) {
            try {
                return end.failed(failure, operation);
            } catch (Throwable thrown) { // by a user's verdict
                Exceptions.throwIfFatal(thrown);
                return Operators.onOperatorError(null, thrown, failure, context);
            }
        }

        @Override
        public void onComplete() {
            end.completed(operation);
            actual.onComplete();
            over();
        }

        @Override
        public void cancel() {
            super.cancel();
            over();
        }

        private void over() {
            if (over.compareAndSet(false, true)) {
                end.over();
            }
        }
    }
}
