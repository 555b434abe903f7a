package io.github.headgate;

import static io.github.headgate.Conversations.Values.HELD_BACK;
import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.github.headgate.reactor.Deadline;
import io.r2dbc.spi.Batch;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.IsolationLevel;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Statement;
import io.r2dbc.spi.TransactionDefinition;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/**
 * A connection in the hands of a user of R2DBC. What is said over it is followed to its end, so that its close can bring
 * it to rest; and the operation around it is told that something was sent.
 */
final class GuardedConnection extends ForwardingConnection {

    private final Lease lease;
    private final Optional<Operation> outer;
    private final CommitOutcomes outcomes;
    private final HeadgateOptions options;
    private volatile boolean readOnly;
    private volatile boolean settled; // a commit has ended without its connection: what follows has nothing to do

    /**
     * @param outer the operation that it was taken inside of
     */
    GuardedConnection(Lease lease, Optional<Operation> outer, CommitOutcomes outcomes, HeadgateOptions options) {
        this.lease = lease;
        this.outer = outer;
        this.outcomes = outcomes;
        this.options = options;
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
        return concluded(() -> {
            readOnly = false;
            return inner().beginTransaction();
        });
    }

    @Override
    public Mono<Void> beginTransaction(TransactionDefinition definition) {
        return concluded(() -> {
            readOnly = Boolean.TRUE.equals(definition.getAttribute(TransactionDefinition.READ_ONLY));
            return inner().beginTransaction(definition);
        });
    }

    /** Fails with {@link OutcomeUnknownException} if its answer is lost, and nobody can tell what became of it. */
    @Override
    public Mono<Void> commitTransaction() {
        return Mono.deferContextual(context -> {
            if (!lease.isInTransaction()) {
                return committed(Optional.empty(), context);
            }
            Mono<Ticket> ticket = outcomes.areResolved() && !readOnly ? outcomes.ticket(lease) : Mono.empty();
            return ticket
                    .map(Optional::of)
                    .defaultIfEmpty(Optional.empty())
                    .flatMap(found -> committed(found, context));
        });
    }

    private Mono<Void> committed(Optional<Ticket> ticket, ContextView context) {
        Sent commit = new Sent("COMMIT", Instant.ofEpochMilli(options.timer().now(MILLISECONDS)), Phase.COMMIT,
                lease.generation().number());
        return concluded(() -> inner().commitTransaction())
                .onErrorResume(CommitOutcomes::isLost, lost -> ticket
                        .map(found -> resolved(found, commit, lost, context))
                        .orElseGet(() -> Mono.error(unknown(commit, "", lost)))
                        .doOnTerminate(() -> settled = true));
    }

    /** Nobody has set a limit to a commit but the one around it, if there is one; asking has that, or the client's. */
    private Mono<Void> resolved(Ticket ticket, Sent commit, Throwable lost, ContextView context) {
        Deadline own = Deadline.after(options.timeout(), options.timer());
        return Deadline.in(context)
                .map(own::earlier)
                .orElse(own)
                .bound(outcomes.resolved(ticket, commit, lost).flux(),
                        () -> unknown(commit, "the server did not say in time", lost))
                .then();
    }

    private OutcomeUnknownException unknown(Sent commit, String reason, Throwable lost) {
        Instant now = Instant.ofEpochMilli(options.timer().now(MILLISECONDS));
        return new OutcomeUnknownException(commit, Duration.between(commit.at(), now), reason, lost);
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
        return Mono.defer(() -> settled ? Mono.empty() : lease.conclude(command));
    }

    @Override
    public String toString() {
        return "GuardedConnection[" + inner() + "]";
    }
}
