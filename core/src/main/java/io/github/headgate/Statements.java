package io.github.headgate;

/** Where statements are made: a client, each on a connection of its own, or a transaction, all on one. */
public interface Statements {

    /**
     * Starts a statement.
     *
     * @param sql one statement, with {@code $1}, {@code $2}, … where the arguments go
     */
    Sql sql(String sql);
}
