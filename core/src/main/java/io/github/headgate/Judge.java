package io.github.headgate;

import java.util.Optional;

/** Judges the failure of an operation: as it was judged inside, else by the table, unless the user overrides it. */
final class Judge {

    private final HeadgateOptions options;

    Judge(HeadgateOptions options) {
        this.options = options;
    }

    Judgement judge(Throwable failure, Operation operation) {
        return operation.judgedInside(failure).orElseGet(() -> judgedHere(failure, operation));
    }

    private Judgement judgedHere(Throwable failure, Operation operation) {
        Situation situation = operation.situation();
        if (operation.isGuard() && situation.phase() != Phase.GATE) {
            return Judgement.permanent(Judgement.Fate.KEEP); // a stranger's: nobody knows what was done before it
        }
        Judgement judgement = table(failure, situation, operation);
        Optional<Verdict> other = options.verdict()
                .apply(new Failure(failure, situation.phase(), judgement.verdict()));
        return other.filter(verdict -> verdict != judgement.verdict()).map(judgement::overridden).orElse(judgement);
    }

    private static Judgement table(Throwable failure, Situation situation, Operation operation) {
        if (operation.isTransaction() && !situation.nothingSent()) { // the work may fail for reasons of its own
            return operation.judgedStep(failure).orElseGet(() -> own(failure));
        }
        Judgement judgement = Failures.judge(failure, situation);
        return operation.isProcedure() ? judgement.doubting() : judgement;
    }

    private static Judgement own(Throwable failure) {
        return failure instanceof HeadgateException
                ? Failures.judge(failure, new Situation(Phase.EXECUTE, true))
                : Judgement.permanent(Judgement.Fate.KEEP);
    }
}
