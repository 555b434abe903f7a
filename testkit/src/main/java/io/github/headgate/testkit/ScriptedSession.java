package io.github.headgate.testkit;

import java.util.List;

import io.r2dbc.spi.R2dbcNonTransientResourceException;
import io.r2dbc.spi.Result;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/** The far end of a {@link ScriptedConnection}: it runs statements by the script, and lives until it is ended. */
final class ScriptedSession {

    private final long id;
    private final Answers answers;
    private final Ledger ledger;
    private final Scheduler timer;
    private final Sinks.Empty<Void> death = Sinks.empty();
    private boolean open = true; // guarded by this, as all below
    private boolean inTransaction;
    private int running;

    ScriptedSession(long id, Answers answers, Ledger ledger, Scheduler timer) {
        this.id = id;
        this.answers = answers;
        this.ledger = ledger;
        this.timer = timer;
    }

    long id() {
        return id;
    }

    /** Cold: each subscription is one execution. Emits its one result, and completes when that has been read. */
    Flux<Result> execute(String sql, List<@Nullable Object> values) {
        return Flux.defer(() -> {
            Sinks.Empty<Void> done = Sinks.empty();
            Flux<Result> result = Flux.defer(() -> begin(sql, values, done));
            return Flux.concat(result, done.asMono().then(Mono.empty()));
        });
    }

    synchronized boolean isOpen() {
        return open;
    }

    synchronized boolean isInTransaction() {
        return inTransaction;
    }

    /** Fails when the session has ended. */
    Mono<Void> death() {
        return death.asMono();
    }

    /** Ends it. What runs fails with this failure. */
    void kill(Throwable failure) {
        if (end()) {
            death.tryEmitError(failure).orThrow();
        }
    }

    /** Ends it, as its user wishes. */
    void close() {
        if (end()) {
            ledger.closed();
            death.tryEmitError(new R2dbcNonTransientResourceException("Connection closed", "08006")).orThrow();
        }
    }

    synchronized void ended() {
        running--;
    }

    void cancelled() {
        ended();
        ledger.cancelled();
    }

    // a COMMIT ends the transaction even when it fails
    synchronized void answered(String sql, Ending ending) {
        if (sql.startsWith("BEGIN")) {
            inTransaction = ending instanceof Ending.Completes;
        } else if (sql.equals("COMMIT") || sql.equals("ROLLBACK")) {
            inTransaction = false;
        }
    }

    private Flux<Result> begin(String sql, List<@Nullable Object> values, Sinks.Empty<Void> done) {
        if (!isOpen()) {
            return Flux.error(new R2dbcNonTransientResourceException(
                    "Cannot exchange messages because the connection is closed", "08006"));
        }
        ledger.executed(new Execution(id, sql, values));
        begun();
        return new RunningStatement(this, sql, answers.next(sql), timer, done).result();
    }

    private synchronized void begun() {
        running++;
        if (running > 1) {
            ledger.overlapped();
        }
    }

    private boolean end() {
        synchronized (this) {
            if (!open) {
                return false;
            }
            open = false;
        }
        ledger.lost(id);
        return true;
    }
}
