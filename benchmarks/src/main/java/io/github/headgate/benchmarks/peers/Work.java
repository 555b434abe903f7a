package io.github.headgate.benchmarks.peers;

import java.util.List;

/** What a client is asked to do, over and over. It reads each value of each row. */
public enum Work {

    /** One row by its key. */
    ROW,

    /** A thousand rows. */
    ROWS,

    /** A row is inserted, in a transaction of its own. */
    INSERT,

    /** A row is read, another one changed, and one inserted, in one transaction. */
    TRANSACTION,

    /** One row by its key, for a request over HTTP. */
    ENDPOINT;

    public static final int KEYS = 1_000;

    /** What must have been executed before. */
    public static final List<String> SCHEMA = List.of(
            "create table item (id int primary key, name text not null, touched int not null default 0)",
            "insert into item (id, name) select id, 'item ' || id from generate_series(1, " + KEYS + ") id",
            "create table entry (id bigserial primary key, item int not null, note text not null)",
            "analyze item");

    static final String ONE = "select id, name from item where id = $1";
    static final String ALL = "select id, name from item";
    static final String TOUCH = "update item set touched = touched + 1 where id = $1";
    static final String ENTER = "insert into entry (item, note) values ($1, 'entered')";

    /** Takes the server four seconds. */
    static final String NAP = "select 1, 'slept' from pg_sleep(4)";

    /** Forgets what was inserted, so that each measurement starts from the same. */
    public static final String EMPTIED = "truncate entry";

    /** The same for pgbench, whose variable is called {@code key}. */
    public String script() {
        String script = switch (this) {
            case ROW, ENDPOINT -> ONE;
            case ROWS -> ALL;
            case INSERT -> ENTER;
            case TRANSACTION -> String.join(";\n", "begin", ONE, TOUCH, ENTER, "commit");
        };
        return script.replace("$1", ":key") + ";\n";
    }
}
