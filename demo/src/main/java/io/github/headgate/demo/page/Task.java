package io.github.headgate.demo.page;

import java.util.List;

/**
 * One thing that an application asks of its database.
 *
 * @param account the number of the account that it is about; what moves money moves it to the next one
 */
record Task(Kind kind, int account) {

    static final int ACCOUNTS = 500;

    /** The statements that make the tables, with the accounts {@code 1 .. 2 * ACCOUNTS}: each lane has its half. */
    static final String TABLES = "create table account (id int primary key, balance int not null, seen timestamptz);"
            + " insert into account select id, 100, now() from generate_series(1, " + (2 * ACCOUNTS) + ") id";

    static final String BALANCE = "select balance from account where id = $1";
    static final String SEEN = "update account set seen = now() where id = $1";
    static final String MOVE = "update account set balance = balance + $1 where id = $2";

    private static final List<Kind> ROUND = List.of(Kind.READ, Kind.READ, Kind.WRITE, Kind.READ, Kind.READ,
            Kind.TRANSACTION, Kind.READ, Kind.READ, Kind.WRITE, Kind.READ);

    /** The kinds of tasks. */
    enum Kind {

        /** A query of one row. */
        READ,

        /** A write that may be done twice. */
        WRITE,

        /** Two writes which must be done together, and once. */
        TRANSACTION
    }

    /** The {@code number}-th task of a lane: the same ones in the same order for each, on accounts of its own. */
    static Task numbered(long number, int firstAccount) {
        Kind kind = ROUND.get((int) (number % ROUND.size()));
        return new Task(kind, firstAccount + (int) (number % (ACCOUNTS - 1)));
    }

    int nextAccount() {
        return account + 1; // always the higher one, so that no two transactions lock each other out
    }
}
