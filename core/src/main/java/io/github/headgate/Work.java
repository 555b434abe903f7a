package io.github.headgate;

import java.time.Duration;
import java.util.Optional;

/**
 * What is known of an operation before it runs.
 *
 * @param kind what it is
 * @param name what its caller calls it
 * @param sql its statement, without the arguments; empty if it is more than one
 * @param repeat what was declared of doing it twice
 * @param covered what its deadline covers
 * @param timeout its own time, or empty for the client's
 * @param queued whether it counts among those that wait, and can be refused for their number
 */
record Work(
        Kind kind, OperationKind name, String sql, Repeat repeat, Covered covered, Optional<Duration> timeout,
        boolean queued) {

    /** What was declared of doing it twice. */
    enum Repeat {

        /** Nothing: it may do harm. */
        UNDECLARED,

        /** It is a write that does the same twice as once. */
        IDEMPOTENT,

        /** It does nothing, so there is nothing that could have been done. */
        READ
    }

    /** The kinds of operations. */
    enum Kind {

        /** A statement that is its own transaction. */
        STATEMENT,

        /** A {@code CALL} or a {@code DO} outside of a transaction, which may commit parts of itself. */
        PROCEDURE,

        /** Statements that count only once they are committed together. */
        TRANSACTION,

        /** A connection, for somebody else to use. */
        CONNECTION,

        /** Somebody else's publisher, with operations of ours inside. */
        GUARD
    }

    /** How far a deadline reaches. */
    enum Covered {
        FIRST_SIGNAL, END
    }

    static Work transaction() {
        return of(Kind.TRANSACTION, OperationKind.TRANSACTION, "");
    }

    static Work connection() {
        return of(Kind.CONNECTION, OperationKind.CONNECTION, "").declared(Repeat.READ);
    }

    static Work guard() {
        return of(Kind.GUARD, OperationKind.GUARD, "").covering(Covered.FIRST_SIGNAL);
    }

    /** A statement, in which there may be more than its caller knows of. */
    static Work of(Kind kind, OperationKind name, String sql) {
        return new Work(kind, name, sql, Repeat.UNDECLARED, Covered.END, Optional.empty(), true);
    }

    Work covering(Covered part) {
        return new Work(kind, name, sql, repeat, part, timeout, queued);
    }

    Work within(Optional<Duration> own) {
        return new Work(kind, name, sql, repeat, covered, own, queued);
    }

    Work declared(Repeat declared) {
        return new Work(kind, name, sql, declared, covered, timeout, queued);
    }

    /** Never refused for the number of those who wait. */
    Work unqueued() {
        return new Work(kind, name, sql, repeat, covered, timeout, false);
    }
}
