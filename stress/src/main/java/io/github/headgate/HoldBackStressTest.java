package io.github.headgate;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Sinks;

/** When the end comes while the last value is asked for: it is emitted once, and so is the end. */
@JCStressTest
@Outcome(id = "2, 1", expect = ACCEPTABLE, desc = "both values, one end")
@State
public class HoldBackStressTest {

    private final Sinks.Many<Integer> source = Sinks.many().unicast().onBackpressureBuffer();
    private final Reader reader = new Reader();

    public HoldBackStressTest() {
        new HoldBack<>(source.asFlux()).subscribe(reader);
        source.tryEmitNext(1).orThrow();
        source.tryEmitNext(2).orThrow();
    }

    @Actor
    public void end() {
        source.tryEmitComplete().orThrow();
    }

    @Actor
    public void ask() {
        reader.request(1);
    }

    @Arbiter
    public void afterwards(II_Result result) {
        result.r1 = reader.values;
        result.r2 = reader.ends;
    }

    /** Asks for the first value only. */
    private static final class Reader extends BaseSubscriber<Integer> {

        private volatile int values;
        private volatile int ends;

        @Override
        protected void hookOnSubscribe(Subscription subscription) {
            subscription.request(1);
        }

        @Override
        protected void hookOnNext(Integer value) {
            values++;
        }

        @Override
        protected void hookOnComplete() {
            ends++;
        }
    }
}
