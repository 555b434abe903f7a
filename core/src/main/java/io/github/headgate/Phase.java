package io.github.headgate;

/**
 * How far an operation has come. It decides what a lost answer means, for the driver signals the same failure for a
 * statement that was queued and for one that ran.
 */
public enum Phase {

    /** Waiting for the engine to be ready: nothing was sent. */
    GATE,

    /** Waiting for a connection, or opening one: nothing was sent. */
    ACQUIRE,

    /** {@code BEGIN} was sent, and no statement yet. */
    BEGIN,

    /** A statement was sent. */
    EXECUTE,

    /** {@code COMMIT} was sent. */
    COMMIT;

    /** Whether the server can have begun to do something in this phase. */
    public boolean isSent() {
        return this == EXECUTE || this == COMMIT;
    }
}
