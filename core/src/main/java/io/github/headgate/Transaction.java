package io.github.headgate;

import static io.github.headgate.Conversations.Values.AS_THEY_COME;
import static io.github.headgate.Conversations.Values.HELD_BACK;
import static io.r2dbc.spi.TransactionDefinition.READ_ONLY;
import static java.util.Objects.requireNonNull;

import io.github.headgate.reactor.Deadline;
import io.github.headgate.reactor.DeadlineTicker;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.TransactionDefinition;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The statements of one operation on one connection, between {@code BEGIN} and {@code COMMIT} if there is more than one.
 * It notes each phase before anything of it is sent. It never rolls back itself: a connection that is given back with
 * its transaction open is rolled back, or cut.
 */
final class Transaction implements HeadgateTransaction, DefaultSql.Executor {

    private final Lease lease;
    private final Operation operation;
    private final CommitOutcomes outcomes;
    private final AtomicInteger savepoints = new AtomicInteger();
    private volatile Optional<Savepoint> left = Optional.empty(); // by a cancel, and not undone yet
    private volatile Optional<DeadlineExceededException> aborted = Optional.empty();

    Transaction(Lease lease, Operation operation, CommitOutcomes outcomes) {
        this.lease = lease;
        this.operation = operation;
        this.outcomes = outcomes;
    }

    @Override
    public Sql sql(String sql) {
        return new DefaultSql(Request.of(sql), this);
    }

    /** Puts {@code answer} into a transaction, and completes when that is committed; so long the last item is held back. */
    <T> Flux<T> enclose(TransactionDefinition definition, Flux<T> answer) {
        Flux<T> committed = begin(definition)
                .thenMany(answer)
                .concatWith(commit(definition).then(Mono.empty()))
                .onErrorMap(operation::firstOf);
        return new HoldBack<>(committed);
    }

    /** Commits after {@code work}, and emits what it emitted only then. */
    <T> Mono<T> committed(TransactionDefinition definition, Supplier<? extends Mono<T>> work) {
        return begin(definition)
                .then(Mono.defer(work))
                .singleOptional()
                .delayUntil(value -> commit(definition))
                .flatMap(Mono::justOrEmpty)
                .onErrorMap(operation::firstOf);
    }

    @Override
    public <T> Mono<T> inSavepoint(Function<? super HeadgateTransaction, ? extends Mono<T>> work) {
        requireNonNull(work, "work");
        return Mono.defer(() -> {
            Savepoint savepoint = new Savepoint(savepoints.incrementAndGet(), operation.firstFailure(), aborted);
            return unlessAborted(step("SAVEPOINT", connection -> connection.createSavepoint(savepoint.name())))
                    .then(behind(savepoint, work));
        });
    }

    private <T> Mono<T> behind(
            Savepoint savepoint, Function<? super HeadgateTransaction, ? extends Mono<T>> work) {
        Mono<Void> released = step("RELEASE SAVEPOINT", held -> held.releaseSavepoint(savepoint.name()));
        return Mono.<T>defer(() -> work.apply(this))
                .singleOptional()
                .delayUntil(value -> unlessAborted(released))
                .doOnCancel(() -> leave(savepoint))
                .onErrorResume(failure -> undone(savepoint)
                        .onErrorResume(later -> Mono.fromRunnable(() -> Failures.suppress(later, failure)))
                        .then(Mono.error(failure)))
                .flatMap(Mono::justOrEmpty);
    }

    private Mono<Void> undone(Savepoint savepoint) {
        return Mono.defer(() -> operation.enter(Phase.EXECUTE, "ROLLBACK TO SAVEPOINT")
                ? lease.undone(() -> lease.connection().rollbackTransactionToSavepoint(savepoint.name()))
                : Mono.error(this::tooLate))
                .doOnSuccess(done -> backAt(savepoint))
                .doOnError(later -> lease.cut());
    }

    private synchronized void backAt(Savepoint savepoint) {
        operation.recovered(savepoint.failure());
        aborted = savepoint.aborted();
        left = left.filter(other -> !other.isWithin(savepoint));
    }

    private synchronized void leave(Savepoint savepoint) {
        left = Savepoint.outer(left, Optional.of(savepoint));
    }

    /**
     * What follows in the transaction. A savepoint that was left by a cancel is undone first; and where a statement was
     * cut off by its own time, its caller has heard that nothing of it is kept, so nothing follows but a way back.
     */
    private Mono<Void> unlessAborted(Mono<Void> next) {
        return Mono.defer(() -> isWhole() ? next : cleared().then(next));
    }

    private boolean isWhole() {
        return aborted.isEmpty() && left.isEmpty();
    }

    private Mono<Void> cleared() {
        return Mono.defer(() -> left.map(this::undone).orElse(Mono.empty()))
                .then(Mono.defer(() -> aborted.<Mono<Void>>map(Mono::error).orElse(Mono.empty())));
    }

    private Mono<Void> step(String sql, Function<Connection, Publisher<Void>> send) {
        return heard(step(Phase.EXECUTE, sql, send));
    }

    @Override
    public <T, R> Flux<R> execute(
            Request request, Work.Repeat repeat, Work.Covered covered, Reading<T, R> reading) {
        Conversations.Values values = repeat == Work.Repeat.READ ? AS_THEY_COME : HELD_BACK;
        if (!operation.isTransaction()) {
            return entered(request, values, reading); // it is all there is, so nothing went before that could be in its way
        }
        Flux<R> next = Flux.defer(() -> isWhole()
                ? entered(request, values, reading)
                : cleared().thenMany(Flux.defer(() -> entered(request, values, reading))));
        return request.timeout()
                .map(own -> Deadline.after(own, deadlines())
                        .bound(next, () -> late(own))
                        .doOnError(DeadlineExceededException.class, late -> aborted = Optional.of(late)))
                .orElse(next)
                .doOnError(operation::failed);
    }

    private <T, R> Flux<R> entered(Request request, Conversations.Values values, Reading<T, R> reading) {
        return operation.enter(Phase.EXECUTE, request.sql())
                ? answer(request, values, reading)
                : Flux.error(this::tooLate);
    }

    private <T, R> Flux<R> answer(Request request, Conversations.Values values, Reading<T, R> reading) {
        Flux<Result> results = lease.results(
                () -> request.on(lease.connection()).execute(), request.isBound(), values);
        Flux<R> answer = Flux.from(reading.shape().apply(reading.items().apply(results)));
        return operation.isTransaction() ? answer.doOnComplete(this::requireTransaction) : answer;
    }

    /** What was committed by the work itself must not be run again, and what was rolled back not be called committed. */
    private void requireTransaction() {
        if (!lease.isInTransaction()) {
            throw new IllegalStateException(
                    "the transaction was ended by one of its own statements: COMMIT and ROLLBACK"
                            + " are not the work's to send");
        }
    }

    private DeadlineTicker deadlines() {
        return lease.generation().value().options().deadlines();
    }

    private DeadlineExceededException late(Duration own) {
        return operation.exceeded(Verdict.ROLLED_BACK, own, ", of a statement in a transaction");
    }

    private Mono<Void> begin(TransactionDefinition definition) {
        return heard(step(Phase.BEGIN, "BEGIN", connection -> connection.beginTransaction(definition)));
    }

    private Mono<Void> commit(TransactionDefinition definition) {
        Mono<Void> commit = step(Phase.COMMIT, "COMMIT", Connection::commitTransaction);
        boolean asked = outcomes.areResolved() && !Boolean.TRUE.equals(definition.getAttribute(READ_ONLY));
        return heard(unlessAborted(asked ? resolved(commit) : commit));
    }

    /** The answer to {@code commit}, or what the server says of it later. */
    private Mono<Void> resolved(Mono<Void> commit) {
        return outcomes.ticket(lease)
                .singleOptional()
                .flatMap(ticket -> ticket
                        .map(found -> commit.onErrorResume(
                                CommitOutcomes::isLost, lost -> outcomes.resolved(found, operation.sent(), lost)))
                        .orElse(commit));
    }

    private Mono<Void> step(Phase phase, String sql, Function<Connection, Publisher<Void>> send) {
        return Mono.defer(() -> operation.enter(phase, sql)
                ? lease.conclude(() -> send.apply(lease.connection()))
                : Mono.error(this::tooLate));
    }

    /** A cancel can give the connection back while a step begins: what fails for that nobody hears, so it would be dropped. */
    private Mono<Void> heard(Mono<Void> step) {
        return step.doOnError(operation::failed)
                .onErrorResume(failure -> operation.isLeft() ? Mono.never() : Mono.error(failure));
    }

    /** Nobody hears this: the caller has been told that it is too late. */
    private DeadlineExceededException tooLate() {
        return operation.exceeded(Verdict.ROLLED_BACK, operation.waited(), "");
    }
}
