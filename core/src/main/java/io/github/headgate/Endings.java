package io.github.headgate;

import io.github.headgate.reactor.RetryBudget;
import java.util.Optional;

/** What becomes of an operation at its end, and what its caller is told. */
final class Endings {

    private final HeadgateOptions options;
    private final Gate gate;
    private final Watch watch;
    private final Admission admission;
    private final Journal journal;
    private final Judge judge;
    private final RetryBudget budget;
    private final Outward.End whole = new WholeEnd();
    private final Outward.End inner = new InnerEnd();

    Endings(
            HeadgateOptions options, Gate gate, Watch watch, Admission admission, Journal journal, Judge judge,
            RetryBudget budget) {
        this.options = options;
        this.gate = gate;
        this.watch = watch;
        this.admission = admission;
        this.journal = journal;
        this.judge = judge;
        this.budget = budget;
    }

    /** That of an operation that no other is around. */
    Outward.End whole() {
        return whole;
    }

    /** That of an operation inside another. */
    Outward.End inner() {
        return inner;
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

    /** What the caller is told when his deadline passes. Nothing is sent after it. */
    Throwable late(Operation operation) {
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

    /** The end of an operation that no other is around. */
    private final class WholeEnd implements Outward.End {

        @Override
        public Throwable failed(Throwable failure, Operation operation) {
            return outcome(failure, judge.judge(failure, operation), operation);
        }

        @Override
        public void completed(Operation operation) {
            budget.succeeded();
        }

        @Override
        public void over() {
            admission.exit();
        }
    }

    /** The end of an operation inside another, which those around it are told of too. */
    private final class InnerEnd implements Outward.End {

        @Override
        public Throwable failed(Throwable failure, Operation operation) {
            Judgement judgement = judge.judge(failure, operation);
            Throwable outcome = outcome(failure, judgement, operation);
            operation.report(outcome, judgement);
            return outcome;
        }

        @Override
        public void completed(Operation operation) {
            operation.reportDone();
        }

        @Override
        public void over() {
            // it is not counted: the one around it is
        }
    }
}
