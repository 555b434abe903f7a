package io.github.headgate;

import io.github.headgate.reactor.Readiness;
import io.r2dbc.spi.R2dbcTransientResourceException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Signalled when an operation's deadline passed while it waited for the engine to be ready; or before, with
 * {@link WhileOpening#FAIL_FAST}, if that is not expected in time. Nothing was sent since, and if something was sent in an
 * attempt before, that attempt's failure is suppressed on this one. The cause is the failure of the latest attempt to open
 * the engine, if there was one.
 */
public final class NotReadyException extends R2dbcTransientResourceException implements HeadgateException {

    private static final long serialVersionUID = 1L;

    private final long generation;
    private final int attempts;
    private final Duration retryAfter;
    private final boolean refusal;

    NotReadyException(
            String name, long generation, int attempts, Duration waited, Duration retryAfter,
            @Nullable Throwable cause) {
        this(message(name, generation, attempts, waited), generation, attempts, retryAfter, false, cause);
    }

    private NotReadyException(
            String facts, long generation, int attempts, Duration retryAfter, boolean refusal,
            @Nullable Throwable cause) {
        super(cause == null ? facts : facts + ": " + Failures.words(cause), "08001", cause);
        this.generation = generation;
        this.attempts = attempts;
        this.retryAfter = retryAfter;
        this.refusal = refusal;
    }

    /** For an operation that has {@code left} until its deadline, while the engine is expected after {@code retryAfter}. */
    static NotReadyException expectedTooLate(
            String name, Readiness now, Duration waited, Duration left, Duration retryAfter) {
        String facts = message(name, now.generation(), now.attempts(), waited) + ", is expected to be in "
                + retryAfter.toMillis() + " ms, and the deadline is in " + left.toMillis() + " ms";
        return new NotReadyException(
                facts, now.generation(), now.attempts(), retryAfter, true, now.lastFailure().orElse(null));
    }

    private static String message(String name, long generation, int attempts, Duration waited) {
        return "client " + name + " is not ready after " + waited.toMillis() + " ms (generation " + generation
                + ", " + attempts + " failed attempts to open it)";
    }

    /** The generation that was being opened. */
    public long generation() {
        return generation;
    }

    /** How many attempts to open it had failed. */
    public int attempts() {
        return attempts;
    }

    /** When it is worth asking again, judged by how long earlier openings took. */
    public Duration retryAfter() {
        return retryAfter;
    }

    /** Whether the operation did not wait for its deadline, as it would have done without {@code FAIL_FAST}. */
    public boolean isRefusal() {
        return refusal;
    }

    @Override
    public Verdict verdict() {
        return Verdict.NOT_SENT;
    }
}
