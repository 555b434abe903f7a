package io.github.headgate.reactor;

import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoOperator;
import reactor.core.publisher.Operators;

/** A source that emits although it was cancelled, as one does whose value was on its way. */
final class UncancellableMono<T> extends MonoOperator<T, T> {

    UncancellableMono(Mono<T> source) {
        super(source);
    }

    @Override
    public void subscribe(CoreSubscriber<? super T> actual) {
        actual.onSubscribe(Operators.emptySubscription());
        source.subscribe(actual::onNext, actual::onError, actual::onComplete);
    }
}
