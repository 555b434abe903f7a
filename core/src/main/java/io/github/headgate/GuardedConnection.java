package io.github.headgate;

import static io.github.headgate.Conversations.Values.HELD_BACK;

import io.r2dbc.spi.Batch;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.IsolationLevel;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Statement;
import io.r2dbc.spi.TransactionDefinition;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A connection in the hands of a user of R2DBC. What is said over it is followed to its end, so that its close can bring
 * it to rest; and the operation around it is told that something was sent.
 */
final class GuardedConnection extends ForwardingConnection {

    private final Lease lease;
    private final Optional<Operation> outer;

    /**
     * @param outer the operation that it was taken inside of
     */
    GuardedConnection(Lease lease, Optional<Operation> outer) {
        this.lease = lease;
        this.outer = outer;
    }

    @Override
    Connection inner() {
        return lease.connection();
    }

    /** The results of a statement, see {@link Lease#results}: of what it does nothing is known. */
    Flux<Result> results(Supplier<? extends Publisher<? extends Result>> answer, boolean lazy) {
        return Flux.defer(() -> {
            outer.ifPresent(Operation::strangerSent);
            return lease.results(answer, lazy, HELD_BACK);
        });
    }

    @Override
    public Statement createStatement(String sql) {
        lease.requireHeld();
        return new GuardedStatement(inner().createStatement(sql), this);
    }

    @Override
    public Batch createBatch() {
        lease.requireHeld();
        return new GuardedBatch(inner().createBatch(), this);
    }

    @Override
    public Mono<Void> beginTransaction() {
        return concluded(() -> inner().beginTransaction());
    }

    @Override
    public Mono<Void> beginTransaction(TransactionDefinition definition) {
        return concluded(() -> inner().beginTransaction(definition));
    }

    @Override
    public Mono<Void> commitTransaction() {
        return concluded(() -> inner().commitTransaction());
    }

    @Override
    public Mono<Void> rollbackTransaction() {
        return concluded(() -> inner().rollbackTransaction());
    }

    @Override
    public Mono<Void> createSavepoint(String name) {
        return concluded(() -> inner().createSavepoint(name));
    }

    @Override
    public Mono<Void> releaseSavepoint(String name) {
        return concluded(() -> inner().releaseSavepoint(name));
    }

    @Override
    public Mono<Void> rollbackTransactionToSavepoint(String name) {
        return concluded(() -> inner().rollbackTransactionToSavepoint(name));
    }

    @Override
    public Mono<Void> setAutoCommit(boolean autoCommit) {
        return concluded(() -> inner().setAutoCommit(autoCommit));
    }

    @Override
    public Mono<Void> setLockWaitTimeout(Duration timeout) {
        return concluded(() -> {
            lease.session().altered("lock_timeout");
            return inner().setLockWaitTimeout(timeout);
        });
    }

    @Override
    public Mono<Void> setStatementTimeout(Duration timeout) {
        return concluded(() -> {
            lease.session().altered("statement_timeout");
            return inner().setStatementTimeout(timeout);
        });
    }

    @Override
    public Mono<Void> setTransactionIsolationLevel(IsolationLevel isolationLevel) {
        return concluded(() -> {
            lease.session().isolationAltered(inner().getTransactionIsolationLevel());
            return inner().setTransactionIsolationLevel(isolationLevel);
        });
    }

    /** Gives the connection back at rest, or ends it. Never fails, and does nothing the second time. */
    @Override
    public Mono<Void> close() {
        return lease.release();
    }

    private Mono<Void> concluded(Supplier<Publisher<Void>> command) {
        return lease.conclude(command);
    }

    @Override
    public String toString() {
        return "GuardedConnection[" + inner() + "]";
    }
}
