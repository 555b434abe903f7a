package io.github.headgate;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.github.headgate.Engine.Reply;
import io.github.headgate.EngineProbe.Finding;
import io.github.headgate.HeadgateEvent.HealthAnswered;
import io.github.headgate.Health.Status;
import io.github.headgate.reactor.Generation;
import io.github.headgate.reactor.Readiness;
import io.github.headgate.reactor.SingleFlight;
import io.r2dbc.spi.Result;
import java.time.Duration;
import java.util.Optional;
import reactor.core.publisher.Mono;

/**
 * Asks the engine for its health by sending a query the way queries go, so that the answer cannot differ from theirs.
 * However many ask, one asks at a time.
 */
final class HealthCheck {

    private static final Request QUESTION = Request.of("select 1");
    private static final Reading<Long, Long> ROUND_TRIP = new Reading<>(
            results -> results.concatMap(Result::getRowsUpdated), counts -> counts);
    private static final Work WORK = Work.of(Work.Kind.STATEMENT, OperationKind.HEALTH, QUESTION.sql())
            .declared(Work.Repeat.READ)
            .unqueued();

    private final HeadgateOptions options;
    private final Gate gate;
    private final Operations operations;
    private final CommitOutcomes outcomes;
    private final Journal journal;
    private final SingleFlight<Health> shared;

    HealthCheck(
            HeadgateOptions options, Gate gate, Operations operations, CommitOutcomes outcomes, Journal journal) {
        this.options = options;
        this.gate = gate;
        this.operations = operations;
        this.outcomes = outcomes;
        this.journal = journal;
        this.shared = SingleFlight.of(Mono.defer(this::asked), options.timer())
                .shareFor(options.healthShare(), Health::isUp);
    }

    Mono<Health> health() {
        return shared.run();
    }

    /** Forgets an answer that has been shared: its generation is over. */
    void forget() {
        shared.forget();
    }

    private Mono<Health> asked() {
        long begun = options.timer().now(NANOSECONDS);
        return queried(share(3))
                .onErrorResume(this::explained)
                .map(answer -> answer.after(Duration.ofNanos(options.timer().now(NANOSECONDS) - begun)))
                .doOnNext(health -> journal.tell(new HealthAnswered(health)));
    }

    /** Up, if a query is answered within {@code limit}. */
    private Mono<Answer> queried(Duration limit) {
        return operations.run(WORK.within(Optional.of(limit)), this::roundTrip)
                .singleOrEmpty()
                .map(generation -> new Answer(Status.UP, generation, 0, Optional.empty(), Optional.empty()));
    }

    /** Emits the generation that answered. */
    private Mono<Long> roundTrip(Lease lease, Operation operation) {
        return new Transaction(lease, operation, outcomes)
                .execute(QUESTION, Work.Repeat.READ, Work.Covered.END, ROUND_TRIP)
                .then(Mono.fromSupplier(operation::generationNumber));
    }

    private Mono<Answer> explained(Throwable failure) {
        Readiness now = gate.readiness();
        Answer down = new Answer(Status.DOWN, now.generation(), now.attempts(), Optional.of(failure),
                Optional.empty());
        if (failure instanceof NotReadyException late) {
            return Mono.just(down.opening(now.lastFailure(), late.retryAfter()));
        }
        boolean waited = failure instanceof DeadlineExceededException late && late.phase() == Phase.ACQUIRE;
        return waited ? afterQueueing(down) : Mono.just(down);
    }

    /**
     * It waited for a connection in vain. If all are still in use, the engine may be busy or silent: the sentinel knows,
     * or the probe where there is none, if they know it soon. If they are not, the queue has gone meanwhile, and a query is answered or not.
     */
    private Mono<Answer> afterQueueing(Answer down) {
        return Mono.justOrEmpty(gate.current())
                .map(Generation::value)
                .filter(Engine::isSaturated)
                .flatMap(this::isThere)
                .map(there -> there ? down.as(Status.SATURATED) : down)
                .switchIfEmpty(Mono.defer(() -> queried(share(1)).onErrorReturn(down)));
    }

    private Mono<Boolean> isThere(Engine engine) {
        return engine.sentinel()
                .link()
                .map(sentinel -> engine.ask(sentinel, share(1)).map(reply -> reply == Reply.AS_BEFORE))
                .orElseGet(() -> engine.probe()
                        .ask()
                        .map(Finding::alive)
                        .timeout(Mono.delay(share(1), options.timer()), Mono.just(false)));
    }

    /** So many quarters of the time that the whole answer may take. */
    private Duration share(int quarters) {
        return options.healthTimeout().multipliedBy(quarters).dividedBy(4);
    }

    /** A {@link Health} without its latency. */
    private record Answer(
            Status status, long generation, int attempts, Optional<Throwable> cause, Optional<Duration> retryAfter) {

        Answer as(Status other) {
            return new Answer(other, generation, attempts, cause, retryAfter);
        }

        Answer opening(Optional<Throwable> failure, Duration again) {
            return new Answer(Status.OPENING, generation, attempts, failure, Optional.of(again));
        }

        Health after(Duration latency) {
            return new Health(status, generation, latency, attempts, cause, retryAfter);
        }
    }
}
