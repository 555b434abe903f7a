package io.github.headgate;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.github.headgate.HeadgateEvent.ConnectionAcquired;
import io.github.headgate.HeadgateEvent.ConnectionReturned;
import io.github.headgate.HeadgateEvent.EngineAwaited;
import io.github.headgate.HeadgateEvent.OperationEnded;
import io.github.headgate.HeadgateEvent.OperationEnded.Termination;
import io.github.headgate.OperationObserver.Observed;
import io.github.headgate.reactor.Generation;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/**
 * Tells of each operation, how it goes and how it ends. Where nobody wants to know, it adds no operator and makes no
 * object.
 */
final class Reports {

    private static final Observed NOBODY = event -> {};

    private final HeadgateOptions options;
    private final Journal journal;
    private final boolean wanted;

    Reports(HeadgateOptions options, Journal journal) {
        this.options = options;
        this.journal = journal;
        this.wanted = journal.isDetailed() || options.observer().isPresent();
    }

    /** Whether anybody wants to know of each operation. */
    boolean areWanted() {
        return wanted;
    }

    /** Whether anybody hears anything. */
    boolean areHeard() {
        return wanted || !options.listeners().isEmpty();
    }

    /** Who follows an operation that begins. */
    Observed begun(Work work, ContextView context) {
        if (!wanted) {
            return NOBODY;
        }
        return options.observer()
                .flatMap(observer -> journal.unlessItFails(() -> observer.begun(description(work), context)))
                .<Observed>map(observed -> new Followed(observed, journal))
                .orElse(NOBODY);
    }

    private OperationDescription description(Work work) {
        Optional<String> sql = work.sql().isEmpty() ? Optional.empty() : Optional.of(work.sql());
        return new OperationDescription(options.name(), options.database(), work.name(), sql);
    }

    /** What the operation emits, with its end told. */
    <T> Flux<T> of(Operation operation, Flux<T> run) {
        AtomicBoolean over = new AtomicBoolean(); // a cancel may follow the end, or meet it
        return run
                .doOnComplete(() -> ended(operation, Termination.COMPLETED, Optional.empty(), over))
                .doOnError(failure -> ended(operation, Termination.FAILED, Optional.of(failure), over))
                .doOnCancel(() -> ended(operation, Termination.CANCELLED, Optional.empty(), over))
                .contextWrite(context -> journal.unlessItFails(() -> operation.observed().writeTo(context))
                        .orElse(context));
    }

    private void ended(Operation operation, Termination termination, Optional<Throwable> failure, AtomicBoolean over) {
        if (over.compareAndSet(false, true)) {
            detail(operation,
                    new OperationEnded(operation.name(), termination, operation.elapsed(), operation.attempt(),
                            operation.generationNumber(), failure));
        }
    }

    /** The way through a gate that is not open. A health check only asks, and that it waited cost nobody time. */
    Mono<Generation<Engine>> awaited(Operation operation, Mono<Generation<Engine>> engine) {
        if (operation.name() == OperationKind.HEALTH) {
            return engine;
        }
        long begun = now();
        return engine.doOnNext(open -> detail(operation, new EngineAwaited(open.number(), since(begun))));
    }

    /** A lease for {@code operation}, with how long it took to come, and to go. */
    Mono<Lease> lent(Operation operation, Mono<Lease> lease) {
        return Mono.defer(() -> {
            long asked = now();
            return lease.doOnNext(taken -> acquired(operation, taken, asked));
        });
    }

    private void acquired(Operation operation, Lease lease, long asked) {
        long generation = lease.generation().number();
        long taken = now();
        detail(operation, new ConnectionAcquired(generation, since(asked)));
        lease.whenOver(() -> journal.detail(new ConnectionReturned(generation, since(taken))));
    }

    /** Tells all listeners. */
    void tell(Operation operation, HeadgateEvent event) {
        journal.tell(event);
        observe(operation, event);
    }

    /** Tells those listeners who want to know that much. */
    private void detail(Operation operation, HeadgateEvent event) {
        journal.detail(event);
        observe(operation, event);
    }

    private void observe(Operation operation, HeadgateEvent event) {
        operation.observed().on(event);
    }

    private Duration since(long begun) {
        return Duration.ofNanos(now() - begun);
    }

    private long now() {
        return options.timer().now(NANOSECONDS);
    }
}
