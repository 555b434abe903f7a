package io.github.headgate.testkit;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** What comes of one connect to a {@link ScriptedConnectionFactory}. Immutable. */
public final class Connect {

    private final Mono<Void> outcome;
    private final Duration delay;

    private Connect(Mono<Void> outcome, Duration delay) {
        this.outcome = outcome;
        this.delay = delay;
    }

    public static Connect succeeds() {
        return new Connect(Mono.empty(), Duration.ZERO);
    }

    public static Connect fails(Throwable failure) {
        return new Connect(Mono.error(requireNonNull(failure, "failure")), Duration.ZERO);
    }

    /** Neither succeeds nor fails, ever. */
    public static Connect hangs() {
        return new Connect(Mono.never(), Duration.ZERO);
    }

    /** The same, this much later. */
    public Connect after(Duration delay) {
        return new Connect(outcome, requireNonNull(delay, "delay"));
    }

    /** Completes when the connection may be handed out. */
    Mono<Void> outcome(Scheduler timer) {
        return Delays.before(outcome, delay, timer);
    }
}
