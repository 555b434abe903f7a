package io.github.headgate;

import io.r2dbc.spi.R2dbcNonTransientResourceException;
import java.time.Duration;

/**
 * Signalled when a write was sent and its answer is lost: it may have been done, or not. It is never run again by
 * itself; only the application can find out. SQLSTATE 08007. The cause is what became of the answer.
 */
public final class OutcomeUnknownException extends R2dbcNonTransientResourceException implements HeadgateException {

    private static final long serialVersionUID = 1L;

    private final Phase phase;
    private final long generation;

    OutcomeUnknownException(Phase phase, Duration after, long generation, Throwable cause) {
        this(phase, after, generation, "", cause);
    }

    /**
     * @param reason why nobody can tell, or nothing if nobody was asked
     */
    OutcomeUnknownException(Phase phase, Duration after, long generation, String reason, Throwable cause) {
        super("a write was sent and its answer is lost in " + phase + " after " + after.toMillis() + " ms (generation "
                + generation + (reason.isEmpty() ? "" : "; " + reason) + "): " + Failures.words(cause), "08007", cause);
        this.phase = phase;
        this.generation = generation;
    }

    /** {@link Phase#EXECUTE} or {@link Phase#COMMIT}. */
    public Phase phase() {
        return phase;
    }

    /** The generation on which it was sent. */
    public long generation() {
        return generation;
    }

    @Override
    public Verdict verdict() {
        return Verdict.UNKNOWN;
    }
}
