package io.github.headgate;

import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.core.publisher.Sinks;

/**
 * What is said over a connection, from a statement to the end of its answer. A cancel does not reach the driver: the
 * rest of the answer is read and thrown away, for only at its end is the connection at rest.
 *
 * <p>For one subscription.
 */
final class Conversation<T> extends Flux<T> {

    private final Function<Conversation<T>, ? extends Publisher<? extends T>> answer;
    private final boolean cancellable;
    private final Consumer<? super T> discard;
    private final Owner owner;
    private Sinks.@Nullable Empty<Void> abandonment; // guarded by this, and made when it is asked for, as the next
    private Sinks.@Nullable Empty<Void> end; // guarded by this
    private boolean ended; // guarded by this
    private volatile boolean abandoned;

    /** Keeps account of what is being said. It hears of an end before anybody else does. */
    interface Owner {

        void ended(Conversation<?> conversation);

        /** It has ended in this failure, whether anybody listens or not. */
        void failed(Throwable failure);
    }

    /**
     * @param answer is told whether anybody listens still
     * @param cancellable whether the server may be asked to break it off
     * @param discard what becomes of what nobody listens to
     */
    Conversation(
            Function<Conversation<T>, ? extends Publisher<? extends T>> answer, boolean cancellable,
            Consumer<? super T> discard, Owner owner) {
        this.answer = answer;
        this.cancellable = cancellable;
        this.discard = discard;
        this.owner = owner;
    }

    /** Whether nobody listens any more. */
    boolean isAbandoned() {
        return abandoned;
    }

    /** Completes when nobody listens any more. */
    synchronized Mono<Void> abandonment() {
        if (abandoned) {
            return Mono.empty();
        }
        if (abandonment == null) {
            abandonment = Sinks.empty();
        }
        return abandonment.asMono();
    }

    boolean isCancellable() {
        return cancellable;
    }

    /** Completes when the answer has ended, in whatever way. */
    synchronized Mono<Void> ended() {
        if (ended) {
            return Mono.empty();
        }
        if (end == null) {
            end = Sinks.empty();
        }
        return end.asMono();
    }

    @Override
    public void subscribe(CoreSubscriber<? super T> actual) {
        answer.apply(this).subscribe(new Reader(actual));
    }

    private void end() {
        owner.ended(this);
        Sinks.Empty<Void> told;
        synchronized (this) {
            ended = true;
            told = end;
        }
        if (told != null) {
            told.tryEmitEmpty().orThrow();
        }
    }

    private void abandon() {
        Sinks.Empty<Void> told;
        synchronized (this) {
            abandoned = true;
            told = abandonment;
        }
        if (told != null) {
            told.tryEmitEmpty(); // a second cancel has nothing to add
        }
    }

    /** Passes the answer on until it is abandoned, and reads it to its end all the same. */
    private final class Reader extends Relay<T> {

        Reader(CoreSubscriber<? super T> actual) {
            super(actual);
        }

        @Override
        public void onNext(T item) {
            if (abandoned) {
                Operators.onDiscard(item, currentContext());
                discard.accept(item);
            } else {
                actual.onNext(item);
            }
        }

        @Override
        public void onError(Throwable failure) {
            owner.failed(failure);
            end();
            if (!abandoned) {
                actual.onError(failure);
            }
        }

        @Override
        public void onComplete() {
            end();
            if (!abandoned) {
                actual.onComplete();
            }
        }

        @Override
        public void cancel() {
            abandon();
            request(Long.MAX_VALUE);
        }
    }
}
