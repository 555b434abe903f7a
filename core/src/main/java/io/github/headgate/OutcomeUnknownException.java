package io.github.headgate;

import io.r2dbc.spi.R2dbcNonTransientResourceException;
import java.time.Duration;
import java.time.Instant;

/**
 * Signalled when a write was sent and its answer is lost: it may have been done, or not. It is never run again by
 * itself; only the application can find out. SQLSTATE 08007. The cause is what became of the answer.
 *
 * <p>{@link #getSql()} is the statement that was sent, without its arguments; {@code COMMIT} for a transaction. It does
 * not stand in the message, since there may be values in it that are nobody else's business.
 */
public final class OutcomeUnknownException extends R2dbcNonTransientResourceException implements HeadgateException {

    private static final long serialVersionUID = 1L;

    private final Phase phase;
    private final long generation;
    private final Instant sentAt;

    /**
     * @param after how long the caller has waited
     * @param reason why nobody can tell, or nothing if nobody was asked
     */
    OutcomeUnknownException(String name, Sent sent, Duration after, String reason, Throwable cause) {
        super("client " + name + ": a write was sent at " + sent.at() + " and its answer is lost in " + sent.phase()
                + " after "
                + after.toMillis() + " ms (generation " + sent.generation()
                + (reason.isEmpty() ? "" : "; " + reason) + "): " + Failures.outline(cause), "08007", 0, sent.sql(),
                cause);
        this.phase = sent.phase();
        this.generation = sent.generation();
        this.sentAt = sent.at();
    }

    /** {@link Phase#EXECUTE} or {@link Phase#COMMIT}. */
    public Phase phase() {
        return phase;
    }

    /** The generation on which it was sent. */
    public long generation() {
        return generation;
    }

    /** When it was sent, or shortly before. */
    public Instant sentAt() {
        return sentAt;
    }

    @Override
    public Verdict verdict() {
        return Verdict.UNKNOWN;
    }
}
