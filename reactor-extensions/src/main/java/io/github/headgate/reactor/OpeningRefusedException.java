package io.github.headgate.reactor;

import java.time.Duration;

/**
 * Signalled by a {@link ReadySignal} whose last attempt failed for good, so that waiting would be in vain. Attempts go
 * on behind it, so that a mended cause heals. The cause is the failure of that attempt.
 */
public final class OpeningRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final long generation;
    private final int attempts;
    private final Duration age;
    private final Throwable refusal;

    OpeningRefusedException(long generation, int attempts, Duration age, Throwable cause) {
        super("generation " + generation + " cannot be opened (attempt " + attempts + ", " + age.toMillis()
                + " ms ago)",
                cause, true, false);
        this.generation = generation;
        this.attempts = attempts;
        this.age = age;
        this.refusal = cause;
    }

    /** The failure of the attempt; the same as the cause, and never null. */
    public Throwable refusal() {
        return refusal;
    }

    public long generation() {
        return generation;
    }

    /** How many attempts at this generation have failed. */
    public int attempts() {
        return attempts;
    }

    /** How long ago the attempt failed whose failure this is. */
    public Duration age() {
        return age;
    }
}
