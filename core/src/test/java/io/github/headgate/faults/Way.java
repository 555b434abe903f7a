package io.github.headgate.faults;

/** A way to use the client. */
enum Way {

    /** One row, read to its end. */
    READ(1, 0),

    /** Rows, as they come. */
    ROWS(1, 0),

    /** The first of many rows. */
    FIRST(1, 0),

    /** A write that is its own transaction. */
    WRITE(0, 1),

    /** A write that may be run again, since the server does it only once. */
    IDEMPOTENT(0, 1),

    /** A write that yields a row. */
    RETURNING(0, 1),

    /** One statement with several sets of arguments. */
    BATCH(0, 3),

    /** A read and two writes in {@code inTransaction}. */
    TRANSACTION(1, 2),

    /** Money that is moved between two accounts, in {@code inTransaction}, every other time serializable. */
    TRANSFER(0, 1),

    /** A read and a write under one {@code guard}. */
    GUARDED(1, 1),

    /** A transaction of somebody who knows R2DBC only, as Spring does it. */
    FACTORY(0, 2),

    /** A write of such a one who sets up the connection before, and leaves it so. */
    ALTERED(0, 1);

    private final int reads;
    private final int rows;

    Way(int reads, int rows) {
        this.reads = reads;
        this.rows = rows;
    }

    /** How many rows it leaves, if it is done. */
    int rows() {
        return rows;
    }

    /** How many statements it sends, if none is sent twice. */
    int statements() {
        return reads + rows;
    }

    boolean isRead() {
        return rows == 0;
    }

    /** Whether it goes through the {@code ConnectionFactory}, where the deadline is the user's own. */
    boolean isForeign() {
        return this == FACTORY || this == ALTERED;
    }
}
