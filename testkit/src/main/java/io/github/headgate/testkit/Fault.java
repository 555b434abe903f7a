package io.github.headgate.testkit;

/**
 * What a {@link FaultProxy} does to a connection. Whatever was passed on before it still arrives, but for
 * {@link #RESET}; what waits in the proxy is lost, but in a stall.
 */
public enum Fault {

    /**
     * Both sides are closed, as by a process that ends: each reads what was passed on, and then the end. What they send
     * after that is thrown away for a second, and then answered by a reset.
     */
    CUT,

    /**
     * Both sides are reset, as by a host that has forgotten the connection. A peer that does not keep up with reading
     * may lose what its socket had not yet taken.
     */
    RESET,

    /** No byte passes any more, in either direction, until it flows again. */
    STALL,

    /** No byte passes to the server any more, until it flows again. */
    STALL_TO_SERVER,

    /** No byte passes to the client any more, until it flows again. */
    STALL_TO_CLIENT,

    /** The server's side is closed and the client is told nothing, as when the last packet was lost. It does not heal. */
    HALF_OPEN,

    /** The client's side is closed and the server is told nothing. It does not heal. */
    HALF_OPEN_AT_SERVER
}
