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
    private final Reports reports;
    private final Judge judge;
    private final RetryBudget budget;
    private final Backoff backoff;
    private final Endings endings;

    Operations(HeadgateOptions options, Gate gate, Watch watch, Admission admission, Journal journal) {
        this.options = options;
        this.gate = gate;
        this.watch = watch;
        this.admission = admission;
        this.reports = new Reports(options, journal);
        this.judge = new Judge(options);
        this.budget = RetryBudget.of(4 * options.maxSize());
        this.backoff = options.retryBackoff();
        this.endings = new Endings(options, gate, watch, admission, journal, judge, budget);
    }

    RetryBudget budget() {
        return budget;
    }

    /** Does {@code body} on a connection of its own, which is given back when what it returns has ended. */
    <T> Flux<T> run(Work work, BiFunction<Lease, Operation, Publisher<T>> body) {
        return operate(work, operation -> Flux.usingWhen(
                lease(operation),
                lease -> used(lease, operation, body),
                this::done,
                (lease, failure) -> end(lease, failure, operation),
                Lease::release));
    }

    private static <T> Publisher<T> used(
            Lease lease, Operation operation, BiFunction<Lease, Operation, Publisher<T>> body) {
        operation.served();
        return body.apply(lease, operation);
    }

    /** Hands a lease out. Whoever gets it gives it back. */
    Mono<Lease> lease() {
        return Mono.defer(() -> {
            Handover handover = new Handover();
            Flux<Lease> path = operate(Work.connection(),
                    operation -> lease(operation).doOnNext(lease -> arrived(lease, operation, handover)).flux());
            return handover.delivered(path.singleOrEmpty());
        });
    }

    private void arrived(Lease lease, Operation operation, Handover handover) {
        operation.served();
        running(lease);
        handover.arrived(lease);
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
        Deadline own = Deadline.after(work.timeout().orElse(options.timeout()), options.deadlines());
        Deadline deadline = Deadline.in(context).map(own::earlier).orElse(own);
        return new Operation(work, Operation.in(context).orElse(null), deadline, options, reports.begun(work, context));
    }

    private <T> Flux<T> whole(Operation operation, Function<Operation, Flux<T>> body) {
        admission.enter();
        Flux<T> retried = BoundedRetry.onFailure(attempt(operation, body), () -> retry(operation));
        return new Outward<>(bounded(operation, retried), operation, endings.whole());
    }

    /** One attempt under the retry and the deadline of the operation around it; its own deadline may be earlier. */
    private <T> Flux<T> inner(Operation operation, Function<Operation, Flux<T>> body) {
        return new Outward<>(bounded(operation, attempt(operation, body)), operation, endings.inner());
    }

    private <T> Flux<T> attempt(Operation operation, Function<Operation, Flux<T>> body) {
        return new Attempt<>(Flux.defer(() -> begun(operation, body)), operation);
    }

    /** Past an open gate it goes on at once; else it waits for it. */
    private <T> Flux<T> begun(Operation operation, Function<Operation, Flux<T>> body) {
        admission.queue(operation.isQueued());
        operation.begin(admission);
        return gate.isPassed(operation)
                ? body.apply(operation)
                : Mono.just(operation).delayUntil(this::passed).flatMapMany(body);
    }

    private Mono<Generation<Engine>> passed(Operation operation) {
        return reports.areWanted()
                ? reports.awaited(operation, gate.passed(operation))
                : gate.passed(operation);
    }

    private Mono<Lease> lease(Operation operation) {
        Mono<Lease> lease = Mono.defer(() -> Acquisition.from(operation.requireGeneration()));
        return reports.areWanted() ? reports.lent(operation, lease) : lease;
    }

    /** Whoever has his first row does not wait until the rest of them is out of the way. */
    private Mono<Void> done(Lease lease) {
        if (lease.isAtRest()) {
            return lease.releasing();
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
                ? operation.deadline().bound(work, () -> endings.late(operation))
                : operation.deadline().boundFirst(work, () -> endings.late(operation));
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
}
