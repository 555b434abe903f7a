package io.github.headgate;

/** The kinds of operations, as their callers know them. */
public enum OperationKind {

    /** {@link Sql#query}. */
    QUERY,

    /** A write: {@link Sql#update} or {@link Sql#returning}. */
    UPDATE,

    /** {@link HeadgateClient#inTransaction}, from {@code BEGIN} to {@code COMMIT}. */
    TRANSACTION,

    /** {@link HeadgateConnectionFactory#create}, until the connection is handed out. */
    CONNECTION,

    /** {@link HeadgateClient#guard}. */
    GUARD,

    /** The round trip of {@link HeadgateClient#health}. */
    HEALTH
}
