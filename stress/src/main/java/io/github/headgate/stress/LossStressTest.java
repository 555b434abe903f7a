package io.github.headgate.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import io.github.headgate.reactor.Generation;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.IIII_Result;

/**
 * When an open generation is lost: it ends once, one other is opened, the lost one is closed, and no subscriber gets an
 * older generation than one that it has seen.
 */
final class LossStressTest {

    private LossStressTest() {}

    @JCStressTest
    @Outcome(id = {"1, 0, 2, 1", "0, 1, 2, 1"}, expect = ACCEPTABLE, desc = "two losts, one new generation")
    @State
    public static class LostAndLost {

        private final Subject subject = Subject.ready();
        private final Generation<Integer> first = subject.current();

        @Actor
        public void one(IIII_Result result) {
            result.r1 = subject.lost(first) ? 1 : 0;
        }

        @Actor
        public void other(IIII_Result result) {
            result.r2 = subject.lost(first) ? 1 : 0;
        }

        @Arbiter
        public void afterwards(IIII_Result result) {
            subject.ask(told -> result.r3 = told);
            result.r4 = subject.connects.leftOpen();
        }
    }

    @JCStressTest
    @Outcome(id = {"2, 1, 1", "2, 1, 2", "2, 2, 2"}, expect = ACCEPTABLE, desc = "never back, and on for whoever knows")
    @State
    public static class LostAndReady {

        private final Subject subject = Subject.ready();
        private final Generation<Integer> first = subject.current();

        @Actor
        public void lostThenAsk(III_Result result) {
            subject.lost(first);
            subject.ask(told -> result.r1 = told);
        }

        @Actor
        public void askTwice(III_Result result) {
            subject.ask(told -> result.r2 = told);
            subject.ask(told -> result.r3 = told);
        }
    }
}
