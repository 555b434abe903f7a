package io.github.headgate.reactor;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;

/**
 * Where a {@link ReadySignal} stands at one moment.
 *
 * @param state the state
 * @param generation the number that is open or being opened, or would be next; 0 after the close
 * @param attempts how many attempts at this generation have ended, the successful one included
 * @param waiters how many subscribers wait for it
 * @param since how long this state has lasted
 * @param lastFailure the failure of the latest attempt, while none has succeeded
 */
public record Readiness(
        State state, long generation, int attempts, int waiters, Duration since, Optional<Throwable> lastFailure) {

    /** The states of a {@link ReadySignal}. */
    public enum State {

        /** Nothing is open, and nothing is opened until somebody asks. */
        COLD,

        /** Attempts are under way. */
        OPENING,

        /** Attempts are under way, but the last one was refused for good: callers are told so at once. */
        REFUSED,

        /** Open. */
        READY,

        /** Closed for good. */
        CLOSED
    }

    public Readiness {
        requireNonNull(state, "state");
        requireNonNull(since, "since");
        requireNonNull(lastFailure, "lastFailure");
    }
}
