package io.github.headgate.faults;

import io.github.headgate.HeadgateException;
import io.github.headgate.Verdict;
import io.r2dbc.spi.R2dbcException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How an operation ended for its caller.
 *
 * @param how the kind of the signal
 * @param at when, by {@link System#nanoTime}
 * @param failure what it failed with, in words, else empty
 * @param known whether he knows what became of it
 */
record Ending(How how, long at, String failure, boolean known) {

    enum How {
        SUCCEEDED, FAILED, CANCELLED
    }

    static Ending succeeded() {
        return new Ending(How.SUCCEEDED, System.nanoTime(), "", true);
    }

    static Ending cancelled() {
        return new Ending(How.CANCELLED, System.nanoTime(), "", false);
    }

    /**
     * @param doubtful whether he had sent a write of his own making over a connection, so that nobody judged it for him
     */
    static Ending failed(Throwable signalled, boolean doubtful) {
        Throwable failure = ofCommit(signalled);
        return new Ending(How.FAILED, System.nanoTime(), words(failure),
                doubtful ? isAnswer(failure) : !isUnknown(failure));
    }

    boolean is(How other) {
        return how == other;
    }

    /** Whether the write is known not to be there. */
    boolean deniesWrite() {
        return how == How.FAILED && known;
    }

    /** Whether the client refused it for the number of those who waited. */
    boolean isRefusal() {
        return failure.startsWith("TooManyWaitersException");
    }

    /** Whether it is no failure that R2DBC has a word for: a mistake in the client, or a blocking call. */
    boolean isBug() {
        return failure.startsWith("!");
    }

    /** Reactor wraps the failure of a commit that stands where a resource is cleaned up; Spring takes it out again. */
    private static Throwable ofCommit(Throwable signalled) {
        Throwable cause = signalled.getCause();
        return cause != null && String.valueOf(signalled.getMessage()).startsWith("Async resource cleanup failed")
                ? cause
                : signalled;
    }

    private static boolean isUnknown(Throwable failure) {
        return failure instanceof HeadgateException known && known.verdict() == Verdict.UNKNOWN;
    }

    /** Whether the server has answered that nothing was kept: a violated constraint, a rollback. */
    private static boolean isAnswer(Throwable failure) {
        return Optional.ofNullable(sqlState(failure))
                .filter(state -> state.startsWith("23") || state.startsWith("40") || state.equals("99999"))
                .isPresent();
    }

    private static @Nullable String sqlState(Throwable failure) {
        return failure instanceof R2dbcException answer ? answer.getSqlState() : null;
    }

    private static String words(Throwable failure) {
        return (failure instanceof R2dbcException ? "" : "!") + failure.getClass().getSimpleName() + " "
                + sqlState(failure) + " " + failure.getMessage();
    }
}
