package io.github.headgate;

import static io.github.headgate.Conversations.Values.HELD_BACK;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.github.headgate.reactor.Deadline;
import io.r2dbc.spi.Batch;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.IsolationLevel;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Statement;
import io.r2dbc.spi.TransactionDefinition;
import io.r2dbc.spi.ValidationDepth;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
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
    private final CommitOutcomes outcomes;
    private final HeadgateOptions options;
    private volatile boolean readOnly;
    private volatile boolean settled; // the answer to a commit was lost: cleaning up after it has nothing to do
    private volatile Optional<DeadlineExceededException> aborted = Optional.empty();

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
        return inTime(Flux.defer(() -> {
            outer.ifPresent(Operation::strangerSent);
            return lease.results(answer, lazy, HELD_BACK).map(result -> new BoundedResult(result, this));
        }));
    }

    /** What is {@code said}, whose first signal comes before the deadline in the {@code Context}, if there is one. */
    <T> Flux<T> inTime(Flux<T> said) {
        return Flux.deferContextual(context -> Deadline.in(context)
                .map(deadline -> deadline.boundFirst(said, late())
                        .doOnError(DeadlineExceededException.class, this::aborted))
                .orElse(said));
    }

    /** Its caller has heard that nothing of the transaction is kept. */
    private void aborted(DeadlineExceededException late) {
        if (lease.isInTransaction()) {
            aborted = Optional.of(late);
        }
    }

    private Supplier<DeadlineExceededException> late() {
        long begun = options.timer().now(NANOSECONDS);
        return () -> new DeadlineExceededException(options.name(), Phase.EXECUTE,
                lease.isInTransaction() ? Verdict.ROLLED_BACK : Verdict.UNKNOWN,
                Duration.ofNanos(options.timer().now(NANOSECONDS) - begun), lease.generation().number(), 1,
                ", of the Context");
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
        return sent(() -> {
            beginning(false);
            return inner().beginTransaction();
        });
    }

    @Override
    public Mono<Void> beginTransaction(TransactionDefinition definition) {
        return sent(() -> {
            beginning(Boolean.TRUE.equals(definition.getAttribute(TransactionDefinition.READ_ONLY)));
            return inner().beginTransaction(definition);
        });
    }

    /** To begin in the midst of a transaction changes nothing. */
    private void beginning(boolean isReadOnly) {
        if (!lease.isInTransaction()) {
            readOnly = isReadOnly;
            aborted = Optional.empty();
        }
    }

    /** Fails with {@link OutcomeUnknownException} if its answer is lost, and nobody can tell what became of it. */
    @Override
    public Mono<Void> commitTransaction() {
        return Mono.defer(() -> settled ? Mono.empty() : committed());
    }

    private Mono<Void> committed() {
        return aborted.<Mono<Void>>map(Mono::error)
                .orElseGet(() -> new Commit(lease, outcomes, options, isToBeAsked())
                        .sent(inner().commitTransaction(), this::settle));
    }

    /** Nobody is to begin anything new on what may still commit. */
    private void settle() {
        settled = true;
        lease.cut();
    }

    private boolean isToBeAsked() {
        return lease.isInTransaction() && outcomes.areResolved() && !readOnly;
    }

    @Override
    public Mono<Void> rollbackTransaction() {
        return undone(() -> inner().rollbackTransaction());
    }

    @Override
    public Mono<Void> createSavepoint(String name) {
        return sent(() -> inner().createSavepoint(name));
    }

    @Override
    public Mono<Void> releaseSavepoint(String name) {
        return sent(() -> inner().releaseSavepoint(name));
    }

    @Override
    public Mono<Void> rollbackTransactionToSavepoint(String name) {
        return undone(() -> inner().rollbackTransactionToSavepoint(name));
    }

    @Override
    public Mono<Void> setAutoCommit(boolean autoCommit) {
        return Mono.defer(() -> autoCommit && lease.isInTransaction()
                ? commitTransaction()
                : concluded(() -> inner().setAutoCommit(autoCommit)));
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

    /** False once it has been closed, for then it may be another's. */
    @Override
    public Mono<Boolean> validate(ValidationDepth depth) {
        return Mono.defer(() -> lease.isHeld() ? Mono.from(inner().validate(depth)) : Mono.just(false));
    }

    /**
     * @throws IllegalStateException if it has been closed
     */
    @Override
    public Connection unwrap() {
        lease.requireHeld();
        return super.unwrap();
    }

    /**
     * @throws IllegalStateException if it has been closed
     */
    @Override
    public <E> @Nullable E unwrap(Class<E> target) {
        lease.requireHeld();
        return super.unwrap(target);
    }

    /** Gives the connection back at rest, or ends it. Never fails, and does nothing the second time. */
    @Override
    public Mono<Void> close() {
        return lease.release();
    }

    private Mono<Void> sent(Supplier<Publisher<Void>> command) {
        return inTime(lease.conclude(command).flux()).then();
    }

    /** The same, or nothing where it cleans up after a commit whose answer was lost. */
    private Mono<Void> concluded(Supplier<Publisher<Void>> command) {
        return Mono.defer(() -> settled ? Mono.empty() : sent(command));
    }

    /** Never refused for a deadline that has passed. */
    private Mono<Void> undone(Supplier<Publisher<Void>> rollback) {
        return Mono.defer(() -> settled ? Mono.empty() : lease.undone(rollback))
                .doOnSuccess(done -> aborted = Optional.empty());
    }

    @Override
    public String toString() {
        return "GuardedConnection[" + inner() + "]";
    }
}
