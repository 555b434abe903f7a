package io.github.headgate.testkit;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A {@link Fault} that waits for its byte, on whichever connection gets there first, and strikes once. */
public final class ArmedFault {

    private final Direction direction;
    private final long bytes;
    private final Fault fault;
    private final CompletableFuture<ProxiedConnection> struck = new CompletableFuture<>();

    ArmedFault(Direction direction, long bytes, Fault fault) {
        this.direction = requireNonNull(direction, "direction");
        this.fault = requireNonNull(fault, "fault");
        if (bytes < 0) {
            throw new IllegalArgumentException("bytes must not be negative, was " + bytes);
        }
        this.bytes = bytes;
    }

    Direction direction() {
        return direction;
    }

    long bytes() {
        return bytes;
    }

    Fault fault() {
        return fault;
    }

    /** The connection that was struck, or empty if none has been yet. */
    public Optional<ProxiedConnection> struck() {
        return Optional.ofNullable(struck.getNow(null));
    }

    /** Waits until it has struck. Blocks, so it is for a test's own thread. Returns false after {@code limit}. */
    public boolean awaitStruck(Duration limit) {
        return Await.within(limit, struck::isDone);
    }

    /** Takes it for a connection; false if another was faster. */
    boolean strike(ProxiedConnection connection) {
        return struck.complete(connection);
    }

    @Override
    public String toString() {
        return fault + " after " + bytes + " bytes " + direction;
    }
}
