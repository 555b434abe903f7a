package io.github.headgate.testkit;

/** Which way bytes go through a {@link FaultProxy}. */
public enum Direction {

    /** From the client to the server: statements. */
    TO_SERVER,

    /** From the server to the client: answers. */
    TO_CLIENT
}
