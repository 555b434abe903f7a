package io.github.headgate;

import java.time.Duration;
import java.util.function.Consumer;
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

    private final Publisher<T> answer;
    private final Duration grace;
    private final Consumer<Conversation<?>> whenEnded;
    private final Sinks.Empty<Void> ended = Sinks.empty();

    /**
     * @param grace how long the end of the answer is waited for when nobody wants it any more
     * @param whenEnded called before the end is signalled, so that whoever hears of it finds the connection at rest
     */
    Conversation(Publisher<T> answer, Duration grace, Consumer<Conversation<?>> whenEnded) {
        this.answer = answer;
        this.grace = grace;
        this.whenEnded = whenEnded;
    }

    /** Completes when the answer has ended, in whatever way. */
    Mono<Void> ended() {
        return ended.asMono();
    }

    Duration grace() {
        return grace;
    }

    @Override
    public void subscribe(CoreSubscriber<? super T> actual) {
        answer.subscribe(new Reader(actual));
    }

    private void end() {
        whenEnded.accept(this);
        ended.tryEmitEmpty().orThrow();
    }

    /** Passes the answer on until it is cancelled, and reads it to its end all the same. */
    private final class Reader extends Relay<T> {

        private volatile boolean abandoned;

        Reader(CoreSubscriber<? super T> actual) {
            super(actual);
        }

        @Override
        public void onNext(T item) {
            if (abandoned) {
                Operators.onDiscard(item, currentContext());
            } else {
                actual.onNext(item);
            }
        }

        @Override
        public void onError(Throwable failure) {
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
            abandoned = true;
            request(Long.MAX_VALUE);
        }
    }
}
