package io.github.headgate;

/** What is done when the answer to a {@code COMMIT} is lost. */
public enum CommitOutcome {

    /** The caller is told that it is unknown, by {@link OutcomeUnknownException}. */
    REPORT,

    /**
     * The server is asked, when it is there again, what became of the transaction: committed is a success; aborted is run
     * again where it can be; and only where Postgres cannot tell is it {@link OutcomeUnknownException}: after a failover
     * to another timeline, on another system, or for an id that is too old.
     *
     * <p>It costs one round trip for a transaction that is not declared read-only, and one more, with a flush of the
     * server's log, if it has written something; without the flush a crash could give its number to another one. A single
     * {@code insert}, {@code update}, {@code delete} or {@code merge} is put into a transaction for it, which is two more
     * round trips, unless it is declared {@code idempotent()}. Other single statements, {@code call} among them, can end
     * transactions themselves or cannot be in one, and stay as they are. Needs Postgres 13.
     *
     * <p>A transaction that still waits for a synchronous standby is not committed yet: it is asked for until the deadline.
     * If its server crashes meanwhile, it has committed when that is back, whether the standby has it or not, as for
     * everybody who asks Postgres.
     */
    RESOLVE
}
