package io.github.headgate;

import static io.github.headgate.reactor.RetryDecision.AT_ONCE;
import static io.github.headgate.reactor.RetryDecision.BACK_OFF;
import static io.github.headgate.reactor.RetryDecision.BACK_OFF_FREE;
import static io.github.headgate.reactor.RetryDecision.NEVER;

import io.github.headgate.HeadgateEvent.AttemptFailed;
import io.github.headgate.HeadgateEvent.Retry;
import io.github.headgate.HeadgateEvent.RetryRefused;
import io.github.headgate.reactor.Backoff;
import io.github.headgate.reactor.BoundedRetry;
import io.github.headgate.reactor.Deadline;
import io.github.headgate.reactor.Generation;
import io.github.headgate.reactor.RetriesStopped;
import io.github.headgate.reactor.RetryBudget;
import io.github.headgate.reactor.RetryDecision;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/**
 * The one path that every operation takes: the gate, then a connection, then the statement, with one retry around all
 * three and one deadline around the retry. An operation inside another leaves both to that one, and reports to it.
 */
final class Operations {

    private final HeadgateOptions options;
    private final Gate gate;
    private final Watch watch;
    private final Admission admission;
    private final Journal journal;
    private final Reports reports;
    private final Judge judge;
    private final RetryBudget budget;
    private final Backoff backoff;

    Operations(HeadgateOptions options, Gate gate, Watch watch, Admission admission, Journal journal) {
        this.options = options;
        this.gate = gate;
        this.watch = watch;
        this.admission = admission;
        this.journal = journal;
        this.reports = new Reports(options, journal);
        this.judge = new Judge(options);
        this.budget = RetryBudget.of(4 * options.maxSize());
        this.backoff = options.retryBackoff();
    }

    RetryBudget budget() {
        return budget;
    }

    /** Does {@code body} on a connection of its own, which is given back when what it returns has ended. */
    <T> Flux<T> run(Work work, BiFunction<Lease, Operation, Publisher<T>> body) {
        return operate(work, operation -> Flux.usingWhen(
                lease(operation),
                lease -> body.apply(lease, operation),
                this::done,
                (lease, failure) -> end(lease, failure, operation),
                Lease::release));
    }

    /** Hands a lease out. Whoever gets it gives it back. */
    Mono<Lease> lease() {
        return Mono.defer(() -> {
            Handover handover = new Handover();
            Flux<Lease> path = operate(Work.connection(),
                    operation -> lease(operation).doOnNext(this::running).doOnNext(handover::arrived).flux());
            return handover.delivered(path.singleOrEmpty());
        });
    }

    /** A connection that is out is work that runs, until it is given back; and its failures may tell of the engine. */
    private void running(Lease lease) {
        admission.hold();
        lease.whenOver(admission::exit);
        lease.whenFailed(failure -> noticed(failure, lease));
    }

    private void noticed(Throwable failure, Lease lease) {
        Judgement judgement = Failures.judge(failure, new Situation(Phase.EXECUTE, lease.isInTransaction()));
        if (judgement.connection() == Judgement.Fate.EVICT) {
            lease.spend();
        }
        watch.suspect(lease.generation(), judgement.suspicion(), failure);
    }

    /** Runs what may hold operations of this client inside. */
    <T> Flux<T> guard(Publisher<T> guarded) {
        return operate(Work.guard(), operation -> {
            operation.served();
            return Flux.from(guarded);
        });
    }

    private <T> Flux<T> operate(Work work, Function<Operation, Flux<T>> body) {
        return Flux.deferContextual(context -> {
            Operation operation = operation(work, context);
            return reports.areWanted()
                    ? reports.of(operation, Flux.defer(() -> path(operation, body)))
                    : path(operation, body);
        });
    }

    private <T> Flux<T> path(Operation operation, Function<Operation, Flux<T>> body) {
        return operation.isInner() ? inner(operation, body) : whole(operation, body);
    }

    private Operation operation(Work work, ContextView context) {
        Deadline own = Deadline.after(work.timeout().orElse(options.timeout()), options.timer());
        Deadline deadline = Deadline.in(context).map(own::earlier).orElse(own);
        return new Operation(work, Operation.in(context).orElse(null), deadline, options, reports.begun(work, context));
    }

    private <T> Flux<T> whole(Operation operation, Function<Operation, Flux<T>> body) {
        admission.enter();
        return bounded(operation, attempt(operation, body).retryWhen(retry(operation)))
                .onErrorMap(failure -> outcome(failure, judge.judge(failure, operation), operation))
                .doOnComplete(budget::succeeded)
                .doFinally(signal -> admission.exit())
                .contextWrite(operation::writeTo);
    }

    /** One attempt under the retry and the deadline of the operation around it; its own deadline may be earlier. */
    private <T> Flux<T> inner(Operation operation, Function<Operation, Flux<T>> body) {
        return bounded(operation, attempt(operation, body))
                .doOnComplete(operation::reportDone)
                .onErrorMap(failure -> reported(failure, operation))
                .contextWrite(operation::writeTo);
    }

    private <T> Flux<T> attempt(Operation operation, Function<Operation, Flux<T>> body) {
        return Mono.just(operation)
                .doOnNext(next -> next.begin(admission.queue(next.isQueued())))
                .delayUntil(this::passed)
                .flatMapMany(body)
                .doOnNext(item -> operation.emitted())
                .doOnTerminate(operation::served)
                .doOnCancel(operation::leave);
    }

    private Mono<Generation<Engine>> passed(Operation operation) {
        return reports.areWanted() && gate.current().isEmpty()
                ? reports.awaited(operation, gate.passed(operation))
                : gate.passed(operation);
    }

    private Mono<Lease> lease(Operation operation) {
        Mono<Lease> lease = Mono.defer(() -> Acquisition.from(operation.requireGeneration()));
        return (reports.areWanted() ? reports.lent(operation, lease) : lease)
                .doOnNext(taken -> operation.served());
    }

    /** Whoever has his first row does not wait until the rest of them is out of the way. */
    private Mono<Void> done(Lease lease) {
        if (lease.isAtRest()) {
            return lease.release();
        }
        admission.hold();
        lease.whenOver(admission::exit);
        return Mono.fromRunnable(lease::letGo);
    }

    private Mono<Void> end(Lease lease, Throwable failure, Operation operation) {
        return judge.judge(failure, operation).connection() == Judgement.Fate.EVICT
                ? lease.evict()
                : lease.release(failure);
    }

    private <T> Flux<T> bounded(Operation operation, Flux<T> work) {
        return operation.coversEnd()
                ? operation.deadline().bound(work, () -> late(operation))
                : operation.deadline().boundFirst(work, () -> late(operation));
    }

    private BoundedRetry retry(Operation operation) {
        BoundedRetry.Builder retry = BoundedRetry.builder(options.timer())
                .maxRetries(options.maxRetries())
                .backoff(backoff)
                .deadline(operation.deadline())
                .budget(budget)
                .decide(failure -> decided(failure, operation))
                .onRetry(next -> reports.tell(operation, new Retry(next.retry(), next.after(), next.failure())));
        return (reports.areHeard() ? retry.onStop(why -> stopped(why, operation)) : retry).build();
    }

    private void stopped(RetriesStopped why, Operation operation) {
        operation.ended()
                .map(ended -> new RetryRefused(why.reason(), why.attempts(), ended.failure()))
                .ifPresent(refused -> reports.tell(operation, refused));
    }

    private Mono<RetryDecision> decided(Throwable failure, Operation operation) {
        Judgement judgement = judge.judge(failure, operation);
        operation.attemptEnded(failure, judgement);
        reports.tell(operation, new AttemptFailed(operation.generationNumber(), operation.attempt(),
                operation.phase(), judgement.verdict(), failure));
        Generation<Engine> seen = operation.generation().orElse(null);
        if (seen == null) {
            return Mono.just(NEVER); // refused at the gate: there is nothing to be asked, and no sooner answer
        }
        if (!operation.mayRunAgain(judgement)) {
            watch.suspect(seen, judgement.suspicion(), failure);
            return Mono.just(NEVER);
        }
        return watch.isOver(seen, judgement.suspicion(), failure).map(over -> decision(judgement, over, operation));
    }

    private static RetryDecision decision(Judgement judgement, boolean over, Operation operation) {
        if (over) {
            return AT_ONCE; // the gate holds it
        }
        return switch (judgement.again()) {
            case NO -> NEVER;
            case ONCE -> operation.attempt() == 1 ? BACK_OFF : NEVER;
            case YES -> BACK_OFF;
            case FREE -> BACK_OFF_FREE;
        };
    }

    /** What the caller is told when no attempt follows. */
    private Throwable outcome(Throwable failure, Judgement judgement, Operation operation) {
        return failure instanceof OutcomeUnknownException
                ? failure
                : unanswered(failure, judgement, operation)
                        .<Throwable>map(sent -> journal.unknown(
                                new OutcomeUnknownException(options.name(), sent, operation.elapsed(), "", failure)))
                        .orElse(failure);
    }

    /** The write that may have been done. */
    private static Optional<Sent> unanswered(Throwable failure, Judgement judgement, Operation operation) {
        if (operation.isGuard()) {
            boolean itsOwn = failure instanceof HeadgateException || judgement.verdict() != Verdict.PERMANENT;
            return itsOwn ? operation.unansweredInside() : Optional.empty();
        }
        if (!operation.isWrite()) {
            return Optional.empty();
        }
        return judgement.verdict() == Verdict.UNKNOWN ? Optional.of(operation.sent()) : operation.doubt();
    }

    /** The same, told to the operations around it too. */
    private Throwable reported(Throwable failure, Operation operation) {
        Judgement judgement = judge.judge(failure, operation);
        Throwable outcome = outcome(failure, judgement, operation);
        operation.report(outcome, judgement);
        return outcome;
    }

    /** What the caller is told when his deadline passes. Nothing is sent after it. */
    private Throwable late(Operation operation) {
        Situation situation = operation.cut();
        return operation.ended()
                .<Throwable>map(ended -> lateAfter(ended, operation))
                .orElseGet(() -> situation.phase() == Phase.GATE
                        ? notReady(operation)
                        : lateIn(situation, operation));
    }

    private Throwable notReady(Operation operation) {
        Throwable late = gate.notReady(operation.waited());
        operation.previous().ifPresent(ended -> late.addSuppressed(ended.failure()));
        return late;
    }

    /** It passed between two attempts: what is known of the last one is known. */
    private static Throwable lateAfter(Operation.Ended ended, Operation operation) {
        DeadlineExceededException late = operation.exceeded(
                ended.judgement().verdict(), operation.waited(), ", before another attempt");
        late.addSuppressed(ended.failure());
        return late;
    }

    private Throwable lateIn(Situation situation, Operation operation) {
        Verdict verdict = operation.isUntouched() ? Rule.CONNECTION_LOST.judge(situation).verdict() : Verdict.UNKNOWN;
        DeadlineExceededException late = operation.exceeded(verdict, operation.waited(), crowd(operation));
        operation.generation().ifPresent(seen -> watch.suspect(seen, Judgement.Suspicion.ASK, late));
        return late;
    }

    /** How full it was, for one who waited for a connection in vain. */
    private String crowd(Operation operation) {
        return operation.generation()
                .filter(seen -> operation.phase() == Phase.ACQUIRE)
                .map(seen -> seen.value().places())
                .map(places -> ", " + places.inside() + " of " + places.limit() + " connections in use, "
                        + places.waiting() + " waiting")
                .orElse("");
    }
}
