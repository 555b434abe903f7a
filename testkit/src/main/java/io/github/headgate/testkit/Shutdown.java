package io.github.headgate.testkit;

/** How a {@link PostgresServer} is told to end. */
public enum Shutdown {

    /** Running transactions are rolled back, their clients are told so (57P01), and what was committed is written out. */
    FAST("INT"),

    /** The server processes end where they stand (57P02), and the next start goes through crash recovery. */
    IMMEDIATE("QUIT");

    private final String signal;

    Shutdown(String signal) {
        this.signal = signal;
    }

    /** The signal that the postmaster takes for this. */
    String signal() {
        return signal;
    }
}
