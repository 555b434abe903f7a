package io.github.headgate;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;

/**
 * What a client said of itself when asked.
 *
 * @param status the answer
 * @param generation the generation that answered, is being opened, or did not answer; 0 after the close
 * @param latency how long the asking took
 * @param attempts how many attempts at this generation have ended
 * @param cause why it is not {@link Status#UP}, where a failure is known
 * @param retryAfter when it is worth asking again, while it is {@link Status#OPENING}
 */
public record Health(
        Status status, long generation, Duration latency, int attempts, Optional<Throwable> cause,
        Optional<Duration> retryAfter) {

    /** The answers. */
    public enum Status {

        /** A round trip on the path of the queries has just been answered. */
        UP,

        /** The engine is being opened, and was not ready in time. Queries wait for it. */
        OPENING,

        /** The engine is there; all connections were in use for the whole time. */
        SATURATED,

        /** Queries fail. */
        DOWN
    }

    public Health {
        requireNonNull(status, "status");
        requireNonNull(latency, "latency");
        requireNonNull(cause, "cause");
        requireNonNull(retryAfter, "retryAfter");
    }

    public boolean isUp() {
        return status == Status.UP;
    }
}
