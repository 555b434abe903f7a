package io.github.headgate;

/** Hears of what happens in a client. What it throws is logged and goes no further. */
@FunctionalInterface
public interface HeadgateListener {

    /** Called on the thread on which it happened, which may be an event loop: it must not block. */
    void on(HeadgateEvent event);

    /** Called once for each client that has this listener, before anything happens in it. */
    default void created(HeadgateClient client, HeadgateOptions options) {
        // most listeners know whom they listen to
    }

    /**
     * Whether it hears of what happens in each operation and with each connection, too: {@code OperationEnded},
     * {@code EngineAwaited}, {@code ConnectionAcquired}, {@code ConnectionReturned} and {@code ConnectionOpened}. Asked
     * once for each client. By default it does not, and where no listener does, these cost nothing.
     */
    default boolean hearsOperations() {
        return false;
    }
}
