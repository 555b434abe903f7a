package io.github.headgate;

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
 * A connection in the hands of a user of R2DBC. It knows what is said over it, so that its close can bring it to rest,
 * and tells the operation around it that something was sent.
 *
 * <p>A connection whose settings were changed is not given to anybody else, since they would cross over.
 */
final class GuardedConnection extends ForwardingConnection {

    private final Lease lease;
    private final Optional<Operation> outer;
    private volatile boolean altered;
    private volatile boolean closed;

    GuardedConnection(Lease lease, Optional<Operation> outer) {
        this.lease = lease;
        this.outer = outer;
    }

    @Override
    Connection inner() {
        return lease.connection();
    }

    /** An answer whose end is waited for before the connection goes to anybody else. */
    Flux<Result> conversation(Publisher<? extends Result> answer) {
        return Flux.defer(() -> {
            requireOpen();
            outer.ifPresent(Operation::strangerSent);
            return lease.converse(Flux.<Result>from(answer));
        });
    }

    @Override
    public Statement createStatement(String sql) {
        requireOpen();
        return new GuardedStatement(inner().createStatement(sql), this);
    }

    @Override
    public Batch createBatch() {
        requireOpen();
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
        return altered(() -> inner().setAutoCommit(autoCommit));
    }

    @Override
    public Mono<Void> setLockWaitTimeout(Duration timeout) {
        return altered(() -> inner().setLockWaitTimeout(timeout));
    }

    @Override
    public Mono<Void> setStatementTimeout(Duration timeout) {
        return altered(() -> inner().setStatementTimeout(timeout));
    }

    @Override
    public Mono<Void> setTransactionIsolationLevel(IsolationLevel isolationLevel) {
        return altered(() -> inner().setTransactionIsolationLevel(isolationLevel));
    }

    /** Gives the connection back at rest, or ends it. Never fails, and does nothing the second time. */
    @Override
    public Mono<Void> close() {
        return Mono.defer(() -> {
            closed = true;
            return altered ? lease.evict() : lease.release();
        });
    }

    private Mono<Void> altered(Supplier<Publisher<Void>> change) {
        return concluded(() -> {
            altered = true;
            return change.get();
        });
    }

    private Mono<Void> concluded(Supplier<Publisher<Void>> change) {
        return Mono.defer(() -> {
            requireOpen();
            return lease.conclude(change.get());
        });
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("this connection has been closed, and is another's by now");
        }
    }

    @Override
    public String toString() {
        return "GuardedConnection[" + inner() + "]";
    }
}
