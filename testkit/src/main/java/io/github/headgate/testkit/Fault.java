package io.github.headgate.testkit;

/** What a {@link FaultProxy} does to a connection. */
public enum Fault {

    /** Both sides are closed, as by a process that ends: each reads what is under way, and then the end. */
    CUT,

    /** Both sides are reset, as by a host that has forgotten the connection: what is under way may be lost. */
    RESET,

    /** No byte passes any more, in either direction, until the proxy {@linkplain FaultProxy#flow() flows} again. */
    STALL,

    /** The server's side is closed and the client is told nothing, as when the last packet was lost. */
    HALF_OPEN
}
