package io.github.headgate.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import io.github.headgate.reactor.Deadline;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;
import org.openjdk.jcstress.infra.results.LL_Result;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/** Where work and its deadline meet, one of them is heard, and in one piece. */
final class DeadlineStressTest {

    private DeadlineStressTest() {}

    @JCStressTest
    @Outcome(id = "row.", expect = ACCEPTABLE, desc = "the row was first")
    @Outcome(id = "late", expect = ACCEPTABLE, desc = "the deadline was first")
    @State
    public static class EndAndDeadline {

        private final Hand timer = new Hand();
        private final Heard heard = new Heard();
        private final Sinks.One<String> work = Sinks.one();

        public EndAndDeadline() {
            heard.listenTo(timer.deadline().bound(work.asMono(), TimeoutException::new).flux());
        }

        @Actor
        public void end() {
            work.tryEmitValue("row");
        }

        @Actor
        public void strike() {
            timer.strike();
        }

        @Arbiter
        public void told(L_Result result) {
            result.r1 = heard.all();
        }
    }

    @JCStressTest
    @Outcome(id = "one two .", expect = ACCEPTABLE, desc = "all that the work had")
    @Outcome(id = {"late", "one late", "one two late"}, expect = ACCEPTABLE, desc = "the deadline came between")
    @State
    public static class ItemsAndDeadline {

        private final Hand timer = new Hand();
        private final Heard heard = new Heard();
        private final Sinks.Many<String> work = Sinks.many().unicast().onBackpressureBuffer();

        public ItemsAndDeadline() {
            heard.listenTo(timer.deadline().bound(work.asFlux(), TimeoutException::new));
        }

        @Actor
        public void emit() {
            work.tryEmitNext("one ");
            work.tryEmitNext("two ");
            work.tryEmitComplete();
        }

        @Actor
        public void strike() {
            timer.strike();
        }

        @Arbiter
        public void told(L_Result result) {
            result.r1 = heard.all();
        }
    }

    @JCStressTest
    @Outcome(id = ", true", expect = ACCEPTABLE, desc = "nobody is told")
    @Outcome(id = "late, true", expect = ACCEPTABLE, desc = "the deadline was first")
    @State
    public static class CancelAndDeadline {

        private final Hand timer = new Hand();
        private final Heard heard = new Heard();
        private volatile boolean cancelled;
        private final Disposable subscription;

        public CancelAndDeadline() {
            Mono<String> work = Mono.<String>never().doOnCancel(() -> cancelled = true);
            subscription = heard.listenTo(timer.deadline().bound(work, TimeoutException::new).flux());
        }

        @Actor
        public void cancel() {
            subscription.dispose();
        }

        @Actor
        public void strike() {
            timer.strike();
        }

        @Arbiter
        public void told(LL_Result result) {
            result.r1 = heard.all();
            result.r2 = cancelled;
        }
    }

    /** What a subscriber has heard, in order; torn, if two spoke at once. */
    private static final class Heard {

        private String all = "";

        Disposable listenTo(Flux<String> rows) {
            return rows.subscribe(row -> all += row, late -> all += "late", () -> all += ".");
        }

        String all() {
            return all;
        }
    }

    /** A clock that is moved by hand, with one timer. */
    private static final class Hand implements Scheduler {

        private volatile long now;
        private volatile Runnable task = () -> {};

        Deadline deadline() {
            return Deadline.after(Duration.ofNanos(1), this);
        }

        void strike() {
            now = 1;
            task.run();
        }

        @Override
        public long now(TimeUnit unit) {
            return now;
        }

        @Override
        public Disposable schedule(Runnable alarm) {
            throw new UnsupportedOperationException("nothing is due at once here");
        }

        @Override
        public Disposable schedule(Runnable alarm, long delay, TimeUnit unit) {
            task = alarm;
            return Disposables.single();
        }

        @Override
        public Worker createWorker() {
            throw new UnsupportedOperationException("nobody asks for one");
        }
    }
}
