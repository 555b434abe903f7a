package io.github.headgate.reactor;

import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** One run of a {@link SingleFlight}, given to all who subscribe to its result. It owns the subscription to the source. */
final class Flight<T> {

    private final long generation;
    private final Sinks.One<T> result = Sinks.one();
    private final Disposable.Swap run = Disposables.swap();
    private final AtomicBoolean begun = new AtomicBoolean();

    Flight(long generation) {
        this.generation = generation;
    }

    /** What was current when the run began. */
    long generation() {
        return generation;
    }

    /** Returns what the run ends with, to subscribers before and after its end. */
    Mono<T> result() {
        return result.asMono();
    }

    /** Subscribes to the source, unless that has been done or is no longer wanted. */
    void beginOnce(Mono<T> source) {
        if (begun.compareAndSet(false, true)) {
            // only the first emission counts: not a completion after the value, nor a result after a cancel
            run.update(source.subscribe(result::tryEmitValue, result::tryEmitError, result::tryEmitEmpty));
        }
    }

    void cancel() {
        begun.set(true);
        run.dispose();
        result.tryEmitError(new CancellationException("closed"));
    }
}
