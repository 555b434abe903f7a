package io.github.headgate;

import static java.util.Objects.requireNonNull;

import io.r2dbc.spi.Batch;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionMetadata;
import io.r2dbc.spi.IsolationLevel;
import io.r2dbc.spi.Statement;
import io.r2dbc.spi.TransactionDefinition;
import io.r2dbc.spi.ValidationDepth;
import io.r2dbc.spi.Wrapped;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

/** Passes everything on to another connection; what stands on it overrides what it does itself. */
abstract class ForwardingConnection implements Connection, Wrapped<Connection> {

    /** The connection that stands behind this one. */
    abstract Connection inner();

    @Override
    public Connection unwrap() {
        return inner();
    }

    @Override
    public <E> @Nullable E unwrap(Class<E> target) {
        return requireNonNull(target, "target").isInstance(this) ? target.cast(this) : Wrapped.super.unwrap(target);
    }

    @Override
    public Publisher<Void> beginTransaction() {
        return inner().beginTransaction();
    }

    @Override
    public Publisher<Void> beginTransaction(TransactionDefinition definition) {
        return inner().beginTransaction(definition);
    }

    @Override
    public Publisher<Void> close() {
        return inner().close();
    }

    @Override
    public Publisher<Void> commitTransaction() {
        return inner().commitTransaction();
    }

    @Override
    public Batch createBatch() {
        return inner().createBatch();
    }

    @Override
    public Publisher<Void> createSavepoint(String name) {
        return inner().createSavepoint(name);
    }

    @Override
    public Statement createStatement(String sql) {
        return inner().createStatement(sql);
    }

    @Override
    public boolean isAutoCommit() {
        return inner().isAutoCommit();
    }

    @Override
    public ConnectionMetadata getMetadata() {
        return inner().getMetadata();
    }

    @Override
    public IsolationLevel getTransactionIsolationLevel() {
        return inner().getTransactionIsolationLevel();
    }

    @Override
    public Publisher<Void> releaseSavepoint(String name) {
        return inner().releaseSavepoint(name);
    }

    @Override
    public Publisher<Void> rollbackTransaction() {
        return inner().rollbackTransaction();
    }

    @Override
    public Publisher<Void> rollbackTransactionToSavepoint(String name) {
        return inner().rollbackTransactionToSavepoint(name);
    }

    @Override
    public Publisher<Void> setAutoCommit(boolean autoCommit) {
        return inner().setAutoCommit(autoCommit);
    }

    @Override
    public Publisher<Void> setLockWaitTimeout(Duration timeout) {
        return inner().setLockWaitTimeout(timeout);
    }

    @Override
    public Publisher<Void> setStatementTimeout(Duration timeout) {
        return inner().setStatementTimeout(timeout);
    }

    @Override
    public Publisher<Void> setTransactionIsolationLevel(IsolationLevel isolationLevel) {
        return inner().setTransactionIsolationLevel(isolationLevel);
    }

    @Override
    public Publisher<Boolean> validate(ValidationDepth depth) {
        return inner().validate(depth);
    }
}
