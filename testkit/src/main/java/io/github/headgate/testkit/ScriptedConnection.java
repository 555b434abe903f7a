package io.github.headgate.testkit;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionMetadata;
import io.r2dbc.spi.IsolationLevel;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.TransactionDefinition;
import io.r2dbc.spi.ValidationDepth;
import reactor.core.publisher.Mono;

/**
 * A connection of a {@link ScriptedConnectionFactory}. It does as the Postgres driver does: a transaction that is open
 * already is not begun again, a commit or rollback without one sends nothing, a savepoint begins one, and a close rolls
 * back first. The statements that this takes are named at each method.
 *
 * <p>It is open until it is closed, {@link #kill killed}, or dies by its script; {@link ValidationDepth#LOCAL} tells.
 */
public final class ScriptedConnection implements Connection {

    private final ScriptedSession session;
    private IsolationLevel isolationLevel = IsolationLevel.READ_COMMITTED; // guarded by this

    ScriptedConnection(ScriptedSession session) {
        this.session = session;
    }

    /** Counted from 1, in the order in which the connections were opened. */
    public long id() {
        return session.id();
    }

    /** Ends the connection from the outside. What runs on it fails with this failure. */
    public void kill(Throwable failure) {
        session.kill(requireNonNull(failure, "failure"));
    }

    /** {@code BEGIN}. */
    @Override
    public Mono<Void> beginTransaction() {
        return begin("BEGIN");
    }

    /** {@code BEGIN}, with what the definition asks for: {@code BEGIN ISOLATION LEVEL SERIALIZABLE READ ONLY}. */
    @Override
    public Mono<Void> beginTransaction(TransactionDefinition definition) {
        StringBuilder sql = new StringBuilder("BEGIN");
        IsolationLevel level = definition.getAttribute(TransactionDefinition.ISOLATION_LEVEL);
        if (level != null) {
            sql.append(" ISOLATION LEVEL ").append(level.asSql());
        }
        Boolean readOnly = definition.getAttribute(TransactionDefinition.READ_ONLY);
        if (readOnly != null) {
            sql.append(readOnly ? " READ ONLY" : " READ WRITE");
        }
        return begin(sql.toString());
    }

    /** {@code COMMIT}. */
    @Override
    public Mono<Void> commitTransaction() {
        return inTransaction("COMMIT");
    }

    /** {@code ROLLBACK}. */
    @Override
    public Mono<Void> rollbackTransaction() {
        return inTransaction("ROLLBACK");
    }

    /** {@code SAVEPOINT name}. */
    @Override
    public Mono<Void> createSavepoint(String name) {
        return beginTransaction().then(control("SAVEPOINT " + name));
    }

    /** {@code RELEASE SAVEPOINT name}. */
    @Override
    public Mono<Void> releaseSavepoint(String name) {
        return control("RELEASE SAVEPOINT " + name);
    }

    /** {@code ROLLBACK TO SAVEPOINT name}. */
    @Override
    public Mono<Void> rollbackTransactionToSavepoint(String name) {
        return control("ROLLBACK TO SAVEPOINT " + name);
    }

    @Override
    public boolean isAutoCommit() {
        return !session.isInTransaction();
    }

    /** {@code BEGIN} for false, {@code COMMIT} for true. */
    @Override
    public Mono<Void> setAutoCommit(boolean autoCommit) {
        return Mono.defer(() -> autoCommit ? commitTransaction() : beginTransaction());
    }

    @Override
    public synchronized IsolationLevel getTransactionIsolationLevel() {
        return isolationLevel;
    }

    /** {@code SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL …}, in a transaction {@code SET TRANSACTION …}. */
    @Override
    public Mono<Void> setTransactionIsolationLevel(IsolationLevel level) {
        return Mono.defer(() -> {
            String scope = isAutoCommit() ? "SESSION CHARACTERISTICS AS " : "";
            return control("SET " + scope + "TRANSACTION ISOLATION LEVEL " + level.asSql());
        }).doOnSuccess(done -> isolationLevel(level));
    }

    /** {@code SET LOCK_TIMEOUT = …}, in milliseconds. */
    @Override
    public Mono<Void> setLockWaitTimeout(Duration timeout) {
        return control("SET LOCK_TIMEOUT = " + timeout.toMillis());
    }

    /** {@code SET STATEMENT_TIMEOUT = …}, in milliseconds. */
    @Override
    public Mono<Void> setStatementTimeout(Duration timeout) {
        return control("SET STATEMENT_TIMEOUT = " + timeout.toMillis());
    }

    /** {@code SELECT 1} for {@link ValidationDepth#REMOTE}, nothing for {@link ValidationDepth#LOCAL}. */
    @Override
    public Mono<Boolean> validate(ValidationDepth depth) {
        return Mono.defer(() -> {
            if (depth == ValidationDepth.LOCAL || !session.isOpen()) {
                return Mono.just(session.isOpen());
            }
            return control("SELECT 1").thenReturn(true).onErrorReturn(false);
        });
    }

    @Override
    public ScriptedStatement createStatement(String sql) {
        return new ScriptedStatement(session, requireNonNull(sql, "sql"));
    }

    @Override
    public ScriptedBatch createBatch() {
        return new ScriptedBatch(session);
    }

    @Override
    public ConnectionMetadata getMetadata() {
        return new ScriptedMetadata();
    }

    /** {@code ROLLBACK} if a transaction is open. What else runs fails; closing again does nothing. */
    @Override
    public Mono<Void> close() {
        return Mono.defer(() -> session.isOpen() ? rollbackTransaction() : Mono.empty())
                .onErrorComplete() // the driver goes on to close the socket, too
                .then(Mono.fromRunnable(session::close));
    }

    @Override
    public String toString() {
        return "scripted connection " + id();
    }

    private Mono<Void> begin(String sql) {
        return Mono.defer(() -> isAutoCommit() ? control(sql) : Mono.empty());
    }

    private Mono<Void> inTransaction(String sql) {
        return Mono.defer(() -> isAutoCommit() ? Mono.empty() : control(sql));
    }

    private Mono<Void> control(String sql) {
        return session.execute(sql, List.of())
                .concatMap(Result::getRowsUpdated)
                .then();
    }

    private synchronized void isolationLevel(IsolationLevel level) {
        isolationLevel = level;
    }
}
