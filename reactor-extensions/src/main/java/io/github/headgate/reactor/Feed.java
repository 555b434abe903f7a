package io.github.headgate.reactor;

import java.util.function.Predicate;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.core.publisher.Sinks.EmitResult;

/** Events in the order in which they happened, for whoever listens; see {@link Outbox} for when they are told. */
final class Feed<E> {

    private final Predicate<E> last;
    private final Outbox<E> untold = new Outbox<>(this::tell);
    private final Sinks.Many<E> events = Sinks.many().multicast().directBestEffort();

    /** Completes after the event that is the {@code last}. */
    Feed(Predicate<E> last) {
        this.last = last;
    }

    void add(E event) {
        untold.add(event);
    }

    void drain() {
        untold.drain();
    }

    /** Hot: what happens from the subscription on. A slow subscriber misses nothing, its events are buffered. */
    Flux<E> events() {
        return events.asFlux().onBackpressureBuffer();
    }

    private void tell(E event) {
        EmitResult result = events.tryEmitNext(event);
        if (result != EmitResult.FAIL_ZERO_SUBSCRIBER) {
            result.orThrow();
        }
        if (last.test(event)) {
            events.tryEmitComplete().orThrow();
        }
    }
}
