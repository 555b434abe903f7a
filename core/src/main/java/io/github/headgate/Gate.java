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
    private static final Duration LONGEST_RETRY_AFTER = Duration.ofSeconds(30);

    private final HeadgateOptions options;
    private final ReadySignal<Engine> ready;
    private volatile Duration lastOpening = Duration.ofSeconds(1);

    Gate(HeadgateOptions options, ReadySignal<Engine> ready) {
        this.options = options;
        this.ready = ready;
    }

    /** Whether it is open; then that is noted at the operation, as by {@link #passed}. */
    boolean isPassed(Operation operation) {
        Optional<Generation<Engine>> open = ready.readyNow();
        open.ifPresent(operation::passedGate);
        return open.isPresent();
    }

    /** Waits for the open generation, and notes it at the operation. */
    Mono<Generation<Engine>> passed(Operation operation) {
        return awaited(operation).doOnNext(operation::passedGate);
    }

    /** First asked for, so that whoever is refused has begun the opening; then refused, unless it is open already. */
    private Mono<Generation<Engine>> awaited(Operation operation) {
        return options.whileOpening() == WhileOpening.FAIL_FAST
                ? Mono.firstWithSignal(open(), Mono.defer(() -> refused(operation)))
                : open();
    }

    private <T> Mono<T> refused(Operation operation) {
        Duration left = operation.deadline().remaining();
        return ready.remaining()
                .filter(expected -> expected.compareTo(left) > 0)
                .map(expected -> NotReadyException.expectedTooLate(
                        options.name(), readiness(), operation.elapsed(), left, expected))
                .map(Mono::<T>error)
                .orElseGet(Mono::never);
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
        return new NotReadyException(options.name(), now.generation(), now.attempts(), waited, retryAfter(now),
                now.lastFailure().orElse(null));
    }

    /** As openings of this kind go; while they are too few, as the last one went; and else, a quarter of this one more. */
    private Duration retryAfter(Readiness now) {
        Duration left = lastOpening.minus(now.since());
        Duration guess = left.isNegative() ? now.since().dividedBy(4) : left;
        return within(LEAST_RETRY_AFTER, ready.remaining().orElse(guess), LONGEST_RETRY_AFTER);
    }

    private static Duration within(Duration least, Duration value, Duration most) {
        Duration atLeast = value.compareTo(least) > 0 ? value : least;
        return atLeast.compareTo(most) < 0 ? atLeast : most;
    }

    private OpeningFailedException openingFailed(OpeningRefusedException refused) {
        return new OpeningFailedException(options.name(), refused.attempts(), refused.age(), refused.refusal());
    }
}
