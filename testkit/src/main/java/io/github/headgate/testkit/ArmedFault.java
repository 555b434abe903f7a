package io.github.headgate.testkit;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A {@link Fault} that waits for its byte, on whichever connection gets there first, and strikes once. What has become
 * of it can be asked on any thread.
 */
public final class ArmedFault {

    private final Direction direction;
    private final long bytes;
    private final Fault fault;
    private final Optional<ProxiedConnection> only; // empty: whichever gets there first
    private final Map<ProxiedConnection, Long> from = new HashMap<>(); // bytes that had passed when it was armed
    private final CompletableFuture<ProxiedConnection> striking = new CompletableFuture<>();
    private final CompletableFuture<ProxiedConnection> struck = new CompletableFuture<>();

    ArmedFault(Direction direction, long bytes, Fault fault, Optional<ProxiedConnection> only) {
        this.only = only;
        this.direction = requireNonNull(direction, "direction");
        this.fault = requireNonNull(fault, "fault");
        if (bytes < 0) {
            throw new IllegalArgumentException("bytes must not be negative, was " + bytes);
        }
        this.bytes = bytes;
    }

    /** The connection that was struck, or empty if none has been. It is known before either peer can notice. */
    public Optional<ProxiedConnection> struck() {
        return Optional.ofNullable(striking.getNow(null));
    }

    /**
     * Waits until it has struck and taken effect. Blocks, so it is for a test's own thread. Returns false after
     * {@code limit}.
     */
    public boolean awaitStruck(Duration limit) {
        return Await.within(limit, struck::isDone);
    }

    Direction direction() {
        return direction;
    }

    Fault fault() {
        return fault;
    }

    boolean isFor(ProxiedConnection connection) {
        return only.isEmpty() || only.get() == connection;
    }

    /** Counts the bytes of a connection that is open already from here on. */
    void countFrom(ProxiedConnection connection) {
        from.put(connection, connection.passed(direction));
    }

    /** How many bytes may pass on that connection until it strikes there. */
    long until(ProxiedConnection connection) {
        return bytes - (connection.passed(direction) - from.getOrDefault(connection, 0L));
    }

    void striking(ProxiedConnection connection) {
        striking.complete(connection);
    }

    void struck(ProxiedConnection connection) {
        struck.complete(connection);
    }

    @Override
    public String toString() {
        return fault + " after " + bytes + " bytes " + direction;
    }
}
