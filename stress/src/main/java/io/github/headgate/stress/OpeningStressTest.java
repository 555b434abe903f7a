package io.github.headgate.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import reactor.core.Disposable;

/**
 * While a signal opens: there is one opening, however many ask, and no subscriber misses its end. After a close nobody
 * waits for ever, and what was opened late is closed. A subscriber that has been told nothing shows as 0.
 */
final class OpeningStressTest {

    private OpeningStressTest() {}

    @JCStressTest
    @Outcome(id = "1, 1, 1", expect = ACCEPTABLE, desc = "one opening, and both are told of it")
    @State
    public static class SubscribeAndSubscribe {

        private final Subject subject = Subject.cold();

        @Actor
        public void one(III_Result result) {
            subject.ask(told -> result.r1 = told);
        }

        @Actor
        public void other(III_Result result) {
            subject.ask(told -> result.r2 = told);
        }

        @Arbiter
        public void openings(III_Result result) {
            result.r3 = subject.connects.opened();
        }
    }

    @JCStressTest
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "told, and nobody is left in the queue")
    @State
    public static class SubscribeAndOpened {

        private final Subject subject = Subject.opening(told -> {});

        @Actor
        public void subscribe(II_Result result) {
            subject.ask(told -> result.r1 = told);
        }

        @Actor
        public void opened() {
            subject.connects.succeed();
        }

        @Arbiter
        public void waiters(II_Result result) {
            result.r2 = subject.signal.snapshot().waiters();
        }
    }

    @JCStressTest
    @Outcome(id = {"0, 0, 1",
            "1, 0, 1"}, expect = ACCEPTABLE, desc = "cancelled or told, and gone; the opening goes on")
    @State
    public static class CancelAndOpened {

        private volatile int told;
        private final Subject subject = Subject.opening(number -> {});
        private final Disposable waiter = subject.ask(number -> told = number);

        @Actor
        public void cancel() {
            waiter.dispose();
        }

        @Actor
        public void opened() {
            subject.connects.succeed();
        }

        @Arbiter
        public void afterwards(III_Result result) {
            result.r1 = told;
            result.r2 = subject.signal.snapshot().waiters();
            subject.ask(number -> result.r3 = number);
        }
    }

    @JCStressTest
    @Outcome(id = {"1, 0, -1", "-1, 0, -1"}, expect = ACCEPTABLE, desc = "told one or the other; nothing is left open")
    @State
    public static class CloseAndOpened {

        private volatile int told;
        private final Subject subject = Subject.opening(number -> told = number);

        @Actor
        public void close() {
            subject.close();
        }

        @Actor
        public void opened() {
            subject.connects.succeed();
        }

        @Arbiter
        public void afterwards(III_Result result) {
            result.r1 = told;
            result.r2 = subject.connects.leftOpen();
            subject.ask(number -> result.r3 = number);
        }
    }

    @JCStressTest
    @Outcome(id = {"1, 0", "-1, 0"}, expect = ACCEPTABLE, desc = "told one or the other; nothing is left open")
    @State
    public static class CloseAndSubscribe {

        private final Subject subject = Subject.cold();

        @Actor
        public void close() {
            subject.close();
        }

        @Actor
        public void subscribe(II_Result result) {
            subject.ask(told -> result.r1 = told);
        }

        @Arbiter
        public void afterwards(II_Result result) {
            result.r2 = subject.connects.leftOpen();
        }
    }
}
