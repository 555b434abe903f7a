package io.github.headgate;

import io.github.headgate.HeadgateEvent.ClientClosed;
import io.github.headgate.HeadgateEvent.ConnectionHeld;
import io.github.headgate.HeadgateEvent.GenerationCold;
import io.github.headgate.HeadgateEvent.GenerationLost;
import io.github.headgate.HeadgateEvent.GenerationOpening;
import io.github.headgate.HeadgateEvent.GenerationReady;
import io.github.headgate.HeadgateEvent.OpeningFailed;
import io.github.headgate.HeadgateEvent.OutcomeUnknown;
import io.github.headgate.reactor.Transition;
import java.time.Duration;
import java.util.Arrays;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the user's listeners and the log what happens. A log at INFO reads as the life of the engine: opening, ready,
 * lost. Single failures are the caller's to log; here they stand at DEBUG.
 */
final class Journal {

    private static final Logger log = LoggerFactory.getLogger(HeadgateClient.class);

    private final String name;
    private final HeadgateListener[] listeners; // arrays, since nothing is made where there are none
    private final HeadgateListener[] detailed;

    Journal(HeadgateOptions options) {
        this.name = options.name();
        this.listeners = options.listeners().toArray(HeadgateListener[]::new);
        this.detailed = Arrays.stream(listeners)
                .filter(HeadgateListener::hearsOperations)
                .toArray(HeadgateListener[]::new);
    }

    /** Tells the listeners whom they will hear of. */
    void created(HeadgateClient client, HeadgateOptions options) {
        for (HeadgateListener listener : listeners) {
            listener.created(client, options);
        }
    }

    void tell(HeadgateEvent event) {
        for (HeadgateListener listener : listeners) {
            guarded(event, listener::on);
        }
    }

    /** Whether anybody wants to know of each operation. */
    boolean isDetailed() {
        return detailed.length > 0;
    }

    /** Tells only those who want to know of each operation. */
    void detail(HeadgateEvent event) {
        for (HeadgateListener listener : detailed) {
            guarded(event, listener::on);
        }
    }

    void guarded(HeadgateEvent event, Consumer<? super HeadgateEvent> listener) {
        try {
            listener.accept(event);
        } catch (RuntimeException | Error failure) { // an assertion of a test's listener must not end our own hearing
            log.warn("{}: the listener failed on {}", name, event.getClass().getSimpleName(), failure);
        }
    }

    /** What an observer answers, or nothing if it fails. */
    <T> Optional<T> unlessItFails(Supplier<T> observer) {
        try {
            return Optional.of(observer.get());
        } catch (RuntimeException | Error failure) {
            log.warn("{}: the observer failed on an operation", name, failure);
            return Optional.empty();
        }
    }

    /** Tells of a write of which nobody knows whether it was done. Returns what its caller is told. */
    OutcomeUnknownException unknown(OutcomeUnknownException unknown) {
        tell(new OutcomeUnknown(unknown.generation(), unknown.phase(), unknown));
        return unknown;
    }

    /** Tells of a step of the engine. */
    void step(Transition step) {
        switch (step.kind()) {
            case OPENING -> opening(step);
            case ATTEMPT_FAILED -> failed(step, false);
            case REFUSED -> failed(step, true);
            case READY -> ready(step);
            case LOST -> lost(step);
            case COLD -> cold(step);
            case CLOSED -> closed();
        }
    }

    /** Tells of a connection that has been out for long. */
    void held(Duration since, Throwable taken) {
        log.warn("{}: a connection has been out for {} ms and may be lost; it was asked for here", name,
                since.toMillis(), taken);
        tell(new ConnectionHeld(since, taken));
    }

    /** Tells why a connection was cut and not given back to the pool. */
    void restless(Throwable failure) {
        log.debug("{}: a connection did not come to rest and was closed", name, failure);
    }

    private void opening(Transition step) {
        log.info("{}: opening generation {}", name, step.generation());
        tell(new GenerationOpening(step.generation()));
    }

    private void failed(Transition step, boolean permanent) {
        Throwable cause = cause(step);
        if (Integer.bitCount(step.attempt()) == 1) { // the 1st, 2nd, 4th, 8th …
            log.warn("{}: attempt {} at generation {} failed, and {}: {}", name, step.attempt(), step.generation(),
                    permanent ? "somebody has to mend it" : "others follow", Failures.words(cause));
        } else {
            log.debug("{}: attempt {} at generation {} failed: {}", name, step.attempt(), step.generation(),
                    Failures.words(cause));
        }
        tell(new OpeningFailed(step.generation(), step.attempt(), permanent, cause));
    }

    private void ready(Transition step) {
        log.info("{}: generation {} is ready after {} ms, at attempt {}", name, step.generation(),
                step.after().toMillis(), step.attempt());
        tell(new GenerationReady(step.generation(), step.attempt(), step.after()));
    }

    private void lost(Transition step) {
        log.warn("{}: generation {} is lost after {} s: {}", name, step.generation(), step.after().toSeconds(),
                Failures.words(cause(step)));
        tell(new GenerationLost(step.generation(), step.after(), cause(step)));
    }

    private void cold(Transition step) {
        log.info("{}: cold until somebody asks", name);
        tell(new GenerationCold(step.generation()));
    }

    private void closed() {
        log.info("{}: closed", name);
        tell(new ClientClosed());
    }

    private static Throwable cause(Transition step) {
        return step.cause().orElseThrow(() -> new NoSuchElementException(step.kind() + " without a cause"));
    }
}
