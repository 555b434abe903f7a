package io.github.headgate.reactor;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;

/**
 * A step of a {@link ReadySignal}, as it happened.
 *
 * @param kind what happened
 * @param generation the number of the generation that it happened to
 * @param attempt for {@link Kind#ATTEMPT_FAILED} and {@link Kind#READY} the attempt that ended so, counted from 1; else 0
 * @param after how long the state that ends here, or the opening so far, had lasted
 * @param cause what made it happen, where a failure did
 */
public record Transition(Kind kind, long generation, int attempt, Duration after, Optional<Throwable> cause) {

    /** What can happen to a {@link ReadySignal}. */
    public enum Kind {

        /** The first attempt at a generation begins. */
        OPENING,

        /** An attempt failed; the next one follows after the backoff. */
        ATTEMPT_FAILED,

        /** An attempt failed, and so would each that changes nothing: the waiters have been told. */
        REFUSED,

        /** The generation is open, and its waiters go on. */
        READY,

        /** The generation was reported lost. */
        LOST,

        /** Nothing is open, and nothing is opened until somebody asks. */
        COLD,

        /** Closed for good. */
        CLOSED
    }

    public Transition {
        requireNonNull(kind, "kind");
        requireNonNull(after, "after");
        requireNonNull(cause, "cause");
    }
}
