package io.github.headgate.stress;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;

/**
 * Opens resources, either at once or when told to, and counts what it opens and what is closed again. As with a real
 * connect that is under way, no cancel aborts an attempt: what it opens late is emitted all the same.
 */
final class Connects {

    private final AtomicInteger opened = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();
    private volatile @Nullable CoreSubscriber<? super Integer> waiting;

    Mono<Integer> atOnce() {
        return attempt(this::open);
    }

    Mono<Integer> whenTold() {
        return attempt(subscriber -> waiting = subscriber);
    }

    void succeed() {
        CoreSubscriber<? super Integer> told = waiting;
        if (told != null) {
            open(told);
        }
    }

    /** Not {@code fromSupplier}: that drops what it has opened when it was cancelled meanwhile. */
    private static Mono<Integer> attempt(Consumer<CoreSubscriber<? super Integer>> begin) {
        return new Mono<>() {

            @Override
            public void subscribe(CoreSubscriber<? super Integer> actual) {
                actual.onSubscribe(new Deaf());
                begin.accept(actual);
            }
        };
    }

    private void open(CoreSubscriber<? super Integer> subscriber) {
        subscriber.onNext(opened.incrementAndGet());
        subscriber.onComplete();
    }

    Mono<Void> close(Integer resource) {
        return Mono.fromRunnable(closed::incrementAndGet);
    }

    int opened() {
        return opened.get();
    }

    int leftOpen() {
        return opened.get() - closed.get();
    }

    private static final class Deaf implements Subscription {

        @Override
        public void request(long n) {}

        @Override
        public void cancel() {}
    }
}
