package io.github.headgate;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.IsolationLevel;
import io.r2dbc.spi.Result;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What the borrower of a connection has changed of its session, and the way back. */
final class SessionState {

    /** All of {@code DISCARD ALL} but the prepared statements, which the driver believes to be there. */
    private static final String DISCARD_ALL_BUT_PLANS = "close all; set session authorization default; reset all; unlisten *;"
            + " select pg_advisory_unlock_all(); discard temp; discard sequences";

    private final boolean full;
    private Set<String> settings = Set.of(); // guarded by this
    private @Nullable IsolationLevel isolation; // as it was; guarded by this

    SessionState(HeadgateOptions options) {
        this.full = options.sessionReset() == SessionReset.FULL;
    }

    synchronized boolean isAltered() {
        return full || isolation != null || !settings.isEmpty();
    }

    /** The setting of this name is about to be set. */
    synchronized void altered(String setting) {
        settings = settings.isEmpty() ? new LinkedHashSet<>() : settings;
        settings.add(setting);
    }

    /** The isolation level, which is this one, is about to be set. */
    synchronized void isolationAltered(IsolationLevel before) {
        if (isolation == null) {
            isolation = before;
        }
    }

    /** Brings the session back to where it was. Fails if that cannot be done. */
    Mono<Void> restored(Connection connection) {
        return isolationRestored(connection)
                .thenMany(settingsRestored(connection))
                .then();
    }

    private synchronized Mono<Void> isolationRestored(Connection connection) {
        return isolation == null ? Mono.empty() : Mono.from(connection.setTransactionIsolationLevel(isolation));
    }

    private synchronized Flux<Long> settingsRestored(Connection connection) {
        if (!full && settings.isEmpty()) {
            return Flux.empty();
        }
        String sql = full ? DISCARD_ALL_BUT_PLANS : "reset " + String.join("; reset ", settings);
        return Flux.defer(() -> connection.createStatement(sql).execute())
                .concatMap(Result::getRowsUpdated);
    }
}
