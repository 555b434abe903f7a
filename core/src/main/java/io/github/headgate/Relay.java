package io.github.headgate;

import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/** What stands between a source and a subscriber, and passes on what it has no mind of its own about. */
abstract class Relay<T> implements CoreSubscriber<T>, Subscription {

    final CoreSubscriber<? super T> actual;
    private Subscription upstream = Operators.emptySubscription();

    Relay(CoreSubscriber<? super T> actual) {
        this.actual = actual;
    }

    @Override
    public Context currentContext() {
        return actual.currentContext();
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        upstream = subscription;
        actual.onSubscribe(this);
    }

    @Override
    public void request(long n) {
        upstream.request(n);
    }

    @Override
    public void cancel() {
        upstream.cancel();
    }
}
