package io.github.headgate;

import io.github.headgate.reactor.Generation;
import io.github.headgate.reactor.OpeningRefusedException;
import io.github.headgate.reactor.Readiness;
import io.github.headgate.reactor.ReadySignal;
import io.github.headgate.reactor.SignalClosedException;
import io.github.headgate.reactor.Transition;
import java.time.Duration;
import java.util.Optional;
import reactor.core.publisher.Mono;

/** Where every operation waits until the engine is ready. It knows how long openings take, to say when to come back. */
final class Gate {

    private static final Duration LEAST_RETRY_AFTER = Duration.ofMillis(100);

    private final HeadgateOptions options;
    private final ReadySignal<Engine> ready;
    private volatile Duration lastOpening = Duration.ofSeconds(1);

    Gate(HeadgateOptions options, ReadySignal<Engine> ready) {
        this.options = options;
        this.ready = ready;
    }

    /** Waits for the open generation, and notes it at the operation. */
    Mono<Generation<Engine>> passed(Operation operation) {
        return open().doOnNext(operation::passedGate);
    }

    Mono<Generation<Engine>> open() {
        return ready.ready()
                .onErrorMap(OpeningRefusedException.class, this::openingFailed)
                .onErrorMap(SignalClosedException.class, closed -> new ClientClosedException(options.name()));
    }

    Optional<Generation<Engine>> current() {
        return ready.current();
    }

    Readiness readiness() {
        return ready.snapshot();
    }

    /** Learns from an opening that has succeeded. */
    void opened(Transition step) {
        lastOpening = step.after();
    }

    /** The error of one who waited in vain until his deadline. */
    NotReadyException notReady(Duration waited) {
        Readiness now = readiness();
        Duration left = lastOpening.minus(now.since());
        Duration retryAfter = left.compareTo(LEAST_RETRY_AFTER) > 0 ? left : LEAST_RETRY_AFTER;
        return new NotReadyException(options.name(), now.generation(), now.attempts(), waited, retryAfter,
                now.lastFailure().orElse(null));
    }

    private OpeningFailedException openingFailed(OpeningRefusedException refused) {
        return new OpeningFailedException(options.name(), refused.attempts(), refused.age(), refused.refusal());
    }
}
