package io.github.headgate;

/** What of a connection's session is brought back before another borrower gets it. */
public enum SessionReset {

    /**
     * What R2DBC's {@link io.r2dbc.spi.Connection} can set: isolation level, lock timeout, statement timeout, auto-commit.
     * Costs nothing unless one of them was set.
     */
    SETTINGS,

    /**
     * All of it, as {@code DISCARD ALL} does but for prepared statements: settings, role, temporary tables, cursors,
     * advisory locks, {@code LISTEN}, sequences. Costs one round trip each time a connection is given back.
     */
    FULL
}
