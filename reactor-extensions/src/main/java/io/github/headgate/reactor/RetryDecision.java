package io.github.headgate.reactor;

/** What is to be done about a failure, as {@link BoundedRetry} asks. */
public enum RetryDecision {

    /** Give up: the same again would fail the same way, or must not happen twice. */
    NEVER(false, false),

    /** Try again after the backoff, and take a token of the budget. For a server that is there but struggles. */
    BACK_OFF(true, true),

    /** Try again after the backoff, without a token. For a failure that is no sign of load. */
    BACK_OFF_FREE(true, false),

    /** Try again without a wait and without a token: something holds the attempt until it makes sense, such as a gate. */
    AT_ONCE(false, false);

    private final boolean waits;
    private final boolean takesToken;

    RetryDecision(boolean waits, boolean takesToken) {
        this.waits = waits;
        this.takesToken = takesToken;
    }

    boolean waits() {
        return waits;
    }

    boolean takesToken() {
        return takesToken;
    }
}
