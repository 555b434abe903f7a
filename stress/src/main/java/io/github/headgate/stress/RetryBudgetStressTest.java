package io.github.headgate.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import io.github.headgate.reactor.RetryBudget;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZI_Result;
import org.openjdk.jcstress.infra.results.ZI_Result;

/** No token is lost, none is made, and none is given to two retries. The level is in tenths of a token. */
final class RetryBudgetStressTest {

    private RetryBudgetStressTest() {}

    /** A budget of two tokens, less one. */
    private static RetryBudget withOneRetryLeft() {
        RetryBudget budget = RetryBudget.of(2);
        budget.tryTake();
        return budget;
    }

    @JCStressTest
    @Outcome(id = {"true, false, 0", "false, true, 0"}, expect = ACCEPTABLE, desc = "one of the two gets the token")
    @State
    public static class TakeAndTake {

        private final RetryBudget budget = withOneRetryLeft();

        @Actor
        public void one(ZZI_Result result) {
            result.r1 = budget.tryTake();
        }

        @Actor
        public void other(ZZI_Result result) {
            result.r2 = budget.tryTake();
        }

        @Arbiter
        public void level(ZZI_Result result) {
            result.r3 = tenths(budget);
        }
    }

    @JCStressTest
    @Outcome(id = "true, 1", expect = ACCEPTABLE, desc = "a token less, and a tenth more")
    @State
    public static class TakeAndGive {

        private final RetryBudget budget = withOneRetryLeft();

        @Actor
        public void take(ZI_Result result) {
            result.r1 = budget.tryTake();
        }

        @Actor
        public void give() {
            budget.succeeded();
        }

        @Arbiter
        public void level(ZI_Result result) {
            result.r2 = tenths(budget);
        }
    }

    private static int tenths(RetryBudget budget) {
        return (int) Math.round(budget.level() * 20);
    }
}
