package io.github.headgate.testkit;

/** How much of a {@link PostgresServer} is stopped in its tracks, with all its sockets left open. */
public enum Freeze {

    /** Every process: a connect is accepted by the kernel, and nobody ever says a word. */
    ALL,

    /** The process that takes new connections: the sessions that exist work on, new ones hang in their start-up. */
    POSTMASTER,

    /** The sessions of clients that exist: they say nothing any more, while new ones work. */
    SESSIONS
}
