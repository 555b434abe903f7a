package io.github.headgate;

import io.r2dbc.spi.R2dbcTimeoutException;
import java.time.Duration;

/**
 * Signalled when an operation's deadline passed after the engine was ready. The message tells how far it had come;
 * {@link #verdict()} tells whether the server can have done anything. A write that had been sent is not reported with
 * this one but with {@link OutcomeUnknownException}; but for what a user of R2DBC sends, of which nobody knows whether it
 * writes, and for a guard, some write of which was done before.
 */
public final class DeadlineExceededException extends R2dbcTimeoutException implements HeadgateException {

    private static final long serialVersionUID = 1L;

    private final Phase phase;
    private final long generation;
    private final int attempt;
    private final Verdict verdict;

    DeadlineExceededException(
            String name, Phase phase, Verdict verdict, Duration after, long generation, int attempt, String more) {
        super("client " + name + ": deadline passed after " + after.toMillis() + " ms in " + phase + " (generation "
                + generation
                + ", attempt " + attempt + more + ")", phase.isSent() ? "57014" : "08001");
        this.phase = phase;
        this.verdict = verdict;
        this.generation = generation;
        this.attempt = attempt;
    }

    public Phase phase() {
        return phase;
    }

    /** The generation that the operation had got, 0 if none. */
    public long generation() {
        return generation;
    }

    /** The attempt that was cut, counted from 1. */
    public int attempt() {
        return attempt;
    }

    @Override
    public Verdict verdict() {
        return verdict;
    }
}
