package io.github.headgate;

/** What the server can have done when an operation failed. It decides whether the operation may be run again. */
public enum Verdict {

    /** The server cannot have begun the statement: running it again repeats nothing. */
    NOT_SENT,

    /** The server answered, or the transaction died before its {@code COMMIT}: nothing was kept. */
    ROLLED_BACK,

    /** It was sent and the answer is lost: it was done, or it was not. */
    UNKNOWN,

    /** Trying again cannot help. */
    PERMANENT
}
