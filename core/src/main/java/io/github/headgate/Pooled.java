package io.github.headgate;

import static java.util.Objects.requireNonNull;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Wrapped;
import reactor.core.publisher.Mono;

/** A connection of the pool, and what is known of it. */
final class Pooled {

    private final Connection connection;
    private final Link link;
    private long idleSince; // in nanoseconds of the timer; guarded by the stack that it lies in

    Pooled(Connection connection) {
        this.connection = connection;
        this.link = requireNonNull(((Wrapped<?>) connection).unwrap(Link.class), "not a connection of ours");
    }

    /** As the pool has handed it out. */
    Connection connection() {
        return connection;
    }

    Link link() {
        return link;
    }

    long idleSince() {
        return idleSince;
    }

    void liesIdleSince(long now) {
        idleSince = now;
    }

    /** Closes it, politely if it is open, and frees its place in the pool. Never fails. */
    Mono<Void> ended() {
        return Mono.defer(() -> {
            link.wearOut();
            return Mono.from(connection.close());
        }).onErrorComplete();
    }
}
