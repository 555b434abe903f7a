package io.github.headgate;

import static io.github.headgate.Conversations.Values.AS_THEY_COME;
import static io.github.headgate.Conversations.Values.HELD_BACK;
import static io.r2dbc.spi.TransactionDefinition.READ_ONLY;
import static java.util.Objects.requireNonNull;

import io.github.headgate.reactor.Deadline;
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
import reactor.core.scheduler.Scheduler;

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
                .map(Optional::of)
                .defaultIfEmpty(Optional.empty())
                .delayUntil(value -> commit(definition))
                .flatMap(Mono::justOrEmpty)
                .onErrorMap(operation::firstOf);
    }

    @Override
    public <T> Mono<T> inSavepoint(Function<? super HeadgateTransaction, ? extends Mono<T>> work) {
        requireNonNull(work, "work");
        return Mono.defer(() -> {
            String name = "headgate_" + savepoints.incrementAndGet();
            Optional<Throwable> before = operation.firstFailure();
            return savepoint("SAVEPOINT", connection -> connection.createSavepoint(name))
                    .then(Mono.<T>defer(() -> work.apply(this)))
                    .map(Optional::of)
                    .defaultIfEmpty(Optional.empty())
                    .delayUntil(value -> savepoint("RELEASE SAVEPOINT", held -> held.releaseSavepoint(name)))
                    .onErrorResume(failure -> undone(name, before, failure).then(Mono.error(failure)))
                    .flatMap(Mono::justOrEmpty);
        });
    }

    private Mono<Void> undone(String name, Optional<Throwable> before, Throwable failure) {
        return Mono.defer(() -> operation.enter(Phase.EXECUTE, "ROLLBACK TO SAVEPOINT")
                ? lease.undone(() -> lease.connection().rollbackTransactionToSavepoint(name))
                : Mono.error(this::tooLate))
                .doOnSuccess(done -> operation.recovered(before))
                .doOnError(later -> lease.cut())
                .onErrorResume(later -> Mono.fromRunnable(() -> Failures.suppress(later, failure)));
    }

    private Mono<Void> savepoint(String sql, Function<Connection, Publisher<Void>> send) {
        return step(Phase.EXECUTE, sql, send).doOnError(operation::failed);
    }

    @Override
    public <T, R> Flux<R> execute(
            Request request, Work.Repeat repeat, Work.Covered covered, Reading<T, R> reading) {
        Flux<R> answer = Flux.defer(() -> operation.enter(Phase.EXECUTE, request.sql())
                ? answer(request, repeat == Work.Repeat.READ ? AS_THEY_COME : HELD_BACK, reading)
                : Flux.error(this::tooLate));
        return request.timeout()
                .filter(own -> operation.isTransaction())
                .map(own -> Deadline.after(own, timer()).bound(answer, () -> late(own)))
                .orElse(answer)
                .doOnError(operation::failed);
    }

    private <T, R> Flux<R> answer(Request request, Conversations.Values values, Reading<T, R> reading) {
        Flux<Result> results = lease.results(
                () -> request.on(lease.connection()).execute(), request.isBound(), values);
        return Flux.from(reading.shape().apply(reading.items().apply(results)));
    }

    private Scheduler timer() {
        return lease.generation().value().options().timer();
    }

    private DeadlineExceededException late(Duration own) {
        return operation.exceeded(Verdict.ROLLED_BACK, own, ", of a statement in a transaction");
    }

    private Mono<Void> begin(TransactionDefinition definition) {
        return step(Phase.BEGIN, "BEGIN", connection -> connection.beginTransaction(definition))
                .doOnError(operation::failed);
    }

    private Mono<Void> commit(TransactionDefinition definition) {
        Mono<Void> commit = step(Phase.COMMIT, "COMMIT", Connection::commitTransaction);
        boolean asked = outcomes.areResolved() && !Boolean.TRUE.equals(definition.getAttribute(READ_ONLY));
        return (asked ? resolved(commit) : commit).doOnError(operation::failed);
    }

    /** The answer to {@code commit}, or what the server says of it later. */
    private Mono<Void> resolved(Mono<Void> commit) {
        return outcomes.ticket(lease)
                .map(Optional::of)
                .defaultIfEmpty(Optional.empty())
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

    /** Nobody hears this: the caller has been told that it is too late. */
    private DeadlineExceededException tooLate() {
        return operation.exceeded(Verdict.ROLLED_BACK, operation.elapsed(), "");
    }
}
