package io.github.headgate.faults;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.util.context.Context;

/** The subscriber of an operation, who writes down every signal that reaches him, with no operator in between. */
final class Witness implements CoreSubscriber<Object> {

    private final Entry entry;
    private final Context context;
    private final Sinks.Empty<Void> over = Sinks.empty();
    private volatile @Nullable Subscription subscription;

    Witness(Entry entry, Context context) {
        this.entry = entry;
        this.context = context;
    }

    /** Subscribes to {@code operation}, and completes when that has ended, however it did. */
    Mono<Void> watching(Publisher<?> operation) {
        return Mono.defer(() -> {
            operation.subscribe(this);
            return over.asMono();
        });
    }

    /** Leaves, unless it is over. */
    void cancel() {
        entry.end(Ending.cancelled());
        Subscription running = subscription;
        if (running != null) {
            running.cancel();
        }
        over.tryEmitEmpty();
    }

    @Override
    public Context currentContext() {
        return context;
    }

    @Override
    public void onSubscribe(Subscription running) {
        subscription = running;
        running.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(Object value) {
        if (value instanceof Echo echo) {
            entry.heard(echo);
        }
    }

    @Override
    public void onError(Throwable failure) {
        entry.end(Ending.failed(failure, entry.isDoubtful()));
        over.tryEmitEmpty();
    }

    @Override
    public void onComplete() {
        entry.end(Ending.succeeded());
        over.tryEmitEmpty();
    }
}
