package io.github.headgate;

import io.r2dbc.spi.R2dbcTransientResourceException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Signalled when an operation's deadline passed while it waited for the engine to be ready. Nothing was sent since,
 * and if something was sent in an attempt before, that attempt's failure is suppressed on this one. The cause is the
 * failure of the latest attempt to open the engine, if there was one.
 */
public final class NotReadyException extends R2dbcTransientResourceException implements HeadgateException {

    private static final long serialVersionUID = 1L;

    private final long generation;
    private final int attempts;
    private final Duration retryAfter;

    NotReadyException(
            String name, long generation, int attempts, Duration waited, Duration retryAfter,
            @Nullable Throwable cause) {
        super(message(name, generation, attempts, waited, cause), "08001", cause);
        this.generation = generation;
        this.attempts = attempts;
        this.retryAfter = retryAfter;
    }

    private static String message(
            String name, long generation, int attempts, Duration waited, @Nullable Throwable cause) {
        String facts = "client " + name + " is not ready after " + waited.toMillis() + " ms (generation " + generation
                + ", " + attempts + " failed attempts to open it)";
        return cause == null ? facts : facts + ": " + Failures.words(cause);
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

    @Override
    public Verdict verdict() {
        return Verdict.NOT_SENT;
    }
}
