package io.github.headgate.reactor;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.core.publisher.Sinks.EmitResult;

/**
 * Events in the order in which they happened, for whoever listens. They are {@linkplain #add added} under the lock that
 * orders them and {@linkplain #drain told} outside of it, by one thread at a time.
 */
final class Feed<E> {

    private final Predicate<E> last;
    private final Queue<E> untold = new ConcurrentLinkedQueue<>();
    private final AtomicInteger drains = new AtomicInteger();
    private final Sinks.Many<E> events = Sinks.many().multicast().directBestEffort();

    /** Completes after the event that is the {@code last}. */
    Feed(Predicate<E> last) {
        this.last = last;
    }

    void add(E event) {
        untold.add(event);
    }

    void drain() {
        if (drains.getAndIncrement() != 0) {
            return;
        }
        int missed = 1;
        while (missed != 0) {
            tellAll();
            missed = drains.addAndGet(-missed);
        }
    }

    /** Hot: what happens from the subscription on. A slow subscriber misses nothing, its events are buffered. */
    Flux<E> events() {
        return events.asFlux().onBackpressureBuffer();
    }

    private void tellAll() {
        for (E event = untold.poll(); event != null; event = untold.poll()) {
            EmitResult result = events.tryEmitNext(event);
            if (result != EmitResult.FAIL_ZERO_SUBSCRIBER) {
                result.orThrow();
            }
            if (last.test(event)) {
                events.tryEmitComplete().orThrow();
            }
        }
    }
}
