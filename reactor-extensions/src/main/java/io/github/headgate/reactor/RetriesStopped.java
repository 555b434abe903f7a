package io.github.headgate.reactor;

import java.util.Optional;
import java.util.stream.Stream;

/**
 * Says why {@link BoundedRetry} gave up. It is never signalled itself: it is suppressed on the last failure, which goes
 * downstream as it is. It has no stack trace.
 */
public final class RetriesStopped extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final Reason reason;
    private final int attempts;

    RetriesStopped(Reason reason, int attempts) {
        super("gave up after attempt " + attempts + ": " + reason.text, null, false, false);
        this.reason = reason;
        this.attempts = attempts;
    }

    /** Returns what a retry left on a failure, if one has given up on it. */
    public static Optional<RetriesStopped> of(Throwable failure) {
        return Stream.of(failure.getSuppressed())
                .filter(RetriesStopped.class::isInstance)
                .map(RetriesStopped.class::cast)
                .findFirst();
    }

    public Reason reason() {
        return reason;
    }

    /** How many attempts were made, the first one included. */
    public int attempts() {
        return attempts;
    }

    /** What ended the retries. */
    public enum Reason {

        /** All retries that were allowed have been made. */
        ATTEMPTS("no retry left"),

        /** The deadline has passed, or would have passed during the wait before the next attempt. */
        DEADLINE("no time left"),

        /** The retry budget that this operation shares with others was too low. */
        BUDGET("no retry budget left"),

        /** A failure came that is not to be retried, after one retry or more, or it could not be decided upon. */
        NOT_RETRYABLE("the failure is not to be retried");

        private final String text;

        Reason(String text) {
            this.text = text;
        }
    }
}
