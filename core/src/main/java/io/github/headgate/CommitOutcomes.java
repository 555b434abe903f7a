package io.github.headgate;

import static io.github.headgate.Conversations.Values.AS_THEY_COME;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.github.headgate.HeadgateEvent.OutcomeResolved;
import io.github.headgate.HeadgateEvent.OutcomeResolved.Outcome;
import io.r2dbc.spi.R2dbcRollbackException;
import java.time.Duration;
import java.util.Optional;
import reactor.core.publisher.Mono;

/**
 * Commits so that a lost answer can be made up for: the transaction's id is read before, and when the answer does not
 * come, the server is asked for it as soon as it is there again.
 *
 * <p>A crash can undo even the number of a transaction: the server gives it out again if nothing of the transaction had
 * reached the disk, and would answer for another one. So what the transaction has written is flushed before its
 * {@code COMMIT} is sent.
 *
 * <p>It asks over the sentinel, which stands outside of the pool: the places in there may all be held by those who want
 * to know.
 */
final class CommitOutcomes {

    private static final String XID = "select pg_current_xact_id_if_assigned()::text, " + Identity.COLUMNS;

    private static final Duration BEFORE_ASKING_AGAIN = Duration.ofMillis(100);

    /** How often a transaction may be found in progress before its session is ended. */
    private static final int PATIENCE = 5;

    private final HeadgateOptions options;
    private final Gate gate;
    private final Journal journal;

    CommitOutcomes(HeadgateOptions options, Gate gate, Journal journal) {
        this.options = options;
        this.gate = gate;
        this.journal = journal;
    }

    boolean areResolved() {
        return options.commitOutcome() == CommitOutcome.RESOLVE;
    }

    /**
     * What is needed to ask for the transaction that is open on {@code lease}; empty if it has written nothing, or if the
     * server does not let us ask. Fails if there is no telling now; then nothing has been committed.
     */
    Mono<Ticket> ticket(Lease lease) {
        Engine engine = lease.generation().value();
        return unlessRefused(engine.identity())
                .filter(Identity::isPrimary)
                .flatMap(identity -> xidAt(lease).filter(ticket -> ticket.identity().equals(identity)))
                .flatMap(ticket -> unlessRefused(flushed(lease).thenReturn(ticket)));
    }

    private static <T> Mono<T> unlessRefused(Mono<T> answer) {
        return answer.onErrorResume(CommitOutcomes::isRefusal, refusal -> Mono.empty());
    }

    /** As long as its engine is there: a sentinel that dies is replaced. */
    private Mono<Void> flushed(Lease lease) {
        return lease.generation()
                .value()
                .flushed()
                .onErrorResume(failure -> !isRefusal(failure) && isCurrent(lease),
                        lost -> Mono.delay(BEFORE_ASKING_AGAIN, options.timer())
                                .then(Mono.defer(() -> flushed(lease))));
    }

    private boolean isCurrent(Lease lease) {
        return gate.current().filter(open -> open.number() == lease.generation().number()).isPresent();
    }

    /** Empty if the transaction has written nothing. A name may have led this connection to another server. */
    private static Mono<Ticket> xidAt(Lease lease) {
        return lease.results(() -> lease.connection().createStatement(XID).execute(), false, AS_THEY_COME)
                .concatMap(result -> result.map(row -> Optional.ofNullable(row.get(0, String.class))
                        .map(xid -> new Ticket(xid, Identity.of(row, 1)))))
                .last()
                .flatMap(Mono::justOrEmpty);
    }

    /** Whether a {@code COMMIT} that failed so may have been done. */
    static boolean isLost(Throwable failure) {
        return Failures.judge(failure, new Situation(Phase.COMMIT, true)).verdict() == Verdict.UNKNOWN;
    }

    /**
     * Completes if the transaction was committed. Fails with {@link R2dbcRollbackException} if it was aborted, and with
     * {@link OutcomeUnknownException} if nobody can tell. It has no limit of its own.
     *
     * @param commit the {@code COMMIT}
     * @param lost how its answer was lost
     */
    Mono<Void> resolved(Ticket ticket, Sent commit, Throwable lost) {
        return Mono.defer(() -> {
            long begun = now();
            return asked(ticket, 0)
                    .onErrorResume(failure -> Mono.just(Resolution.unknown(
                            "the server could not be asked: " + Failures.words(failure))))
                    .doOnNext(found -> journal.tell(new OutcomeResolved(outcome(found), since(begun))))
                    .flatMap(found -> told(found, commit, since(begun), lost));
        });
    }

    private Mono<Resolution> asked(Ticket ticket, int before) {
        return gate.open()
                .flatMap(generation -> generation.value().sentinel().awaited())
                .flatMap(sentinel -> (before == PATIENCE ? Resolution.terminate(ticket, sentinel) : Mono.<Void>empty())
                        .then(Resolution.of(ticket, sentinel)))
                .map(Optional::of)
                .onErrorResume(failure -> isRefusal(failure) ? Mono.error(failure) : Mono.just(Optional.empty()))
                .flatMap(found -> found
                        .filter(resolution -> !resolution.isInProgress())
                        .map(Mono::just)
                        .orElseGet(() -> askedAgain(ticket, found.isPresent() ? before + 1 : before)));
    }

    private Mono<Resolution> askedAgain(Ticket ticket, int before) {
        return Mono.delay(BEFORE_ASKING_AGAIN, options.timer()).then(Mono.defer(() -> asked(ticket, before)));
    }

    /** A server that could not be asked may be asked later; a question that it refuses, not. */
    private static boolean isRefusal(Throwable failure) {
        return Failures.judge(failure, new Situation(Phase.EXECUTE, true)).verdict() == Verdict.PERMANENT;
    }

    private Mono<Void> told(Resolution found, Sent commit, Duration after, Throwable lost) {
        return switch (outcome(found)) {
            case COMMITTED -> Mono.empty();
            case ABORTED -> Mono.error(new R2dbcRollbackException(
                    "the connection was lost during COMMIT, and the server says that it aborted the transaction",
                    "40000",
                    lost));
            case UNKNOWN -> Mono.error(journal.unknown(
                    new OutcomeUnknownException(options.name(), commit, after, found.reason(), lost)));
        };
    }

    private static Outcome outcome(Resolution found) {
        return found.outcome().orElse(Outcome.UNKNOWN);
    }

    private Duration since(long begun) {
        return Duration.ofNanos(now() - begun);
    }

    private long now() {
        return options.timer().now(NANOSECONDS);
    }
}
