package io.github.headgate.testkit;

import java.util.List;

/**
 * What a server runs in, with the blunt instruments for it. Calls block until done; none is made in a state that does
 * not allow it, and none at the same time as another: {@link PostgresServer} sees to that.
 */
interface Backend extends AutoCloseable {

    PostgresKind kind();

    String host();

    /** Sets the server going, and returns before it takes logins. */
    void start();

    /** Whether it was started and has not ended, by itself or by us. A frozen server runs. */
    boolean isRunning();

    /** Tells it to end, and returns when it has. */
    void stop(Shutdown how);

    /** Ends all of its processes at once, by a signal that none of them sees. */
    void kill();

    void freeze(Freeze what);

    /** Stops these of its processes, as the server numbers them. */
    void freeze(List<Integer> sessions);

    void thaw();

    /** The last lines that the server wrote, for the message of an exception. */
    String log();

    /** Makes a standby of this running server, and does not start it. */
    Backend standby(PostgresSettings settings);

    /** Ends the server if it runs, frozen or not, and leaves nothing behind. */
    @Override
    void close();
}
