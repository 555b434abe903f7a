package io.github.headgate;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import reactor.core.Disposable;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

/**
 * When a connection is given back on one thread while another goes on to the next statement: whoever gives it back either
 * hears of that statement, or it is refused. It is never sent on a connection that has been found silent.
 */
final class GivenBackStressTest {

    private GivenBackStressTest() {}

    @JCStressTest
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "begun before, and waited for")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "refused, since it was silent")
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "refused, though it was waited for")
    @State
    public static class GivenBackAndNextStatement {

        private final Conversations conversations = new Conversations(Sockets.openLink(), failure -> {});

        @Actor
        public void goesOn(II_Result result) {
            conversations.converse(conversation -> Sinks.<Integer>one().asMono())
                    .subscribe(item -> {}, refused -> {});
        }

        @Actor
        public void givesBack(II_Result result) {
            conversations.close();
            result.r2 = conversations.isSilent() ? 1 : 0;
        }

        @Arbiter
        public void afterwards(II_Result result) {
            result.r1 = conversations.isSilent() ? 0 : 1;
        }
    }

    @JCStressTest
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "the end is heard of, before or after")
    @State
    public static class EndOfAnAnswerAndWaitForIt {

        private final Sinks.One<Integer> answer = Sinks.one();
        private final Conversations conversations = new Conversations(Sockets.openLink(), failure -> {});
        private final Disposable listener = conversations.converse(conversation -> answer.asMono()).subscribe();

        @Actor
        public void ends(II_Result result) {
            listener.dispose();
            answer.tryEmitEmpty().orThrow();
            result.r1 = 1;
        }

        @Actor
        public void waits(II_Result result) {
            conversations.silence().subscribe(nothing -> {}, failure -> {}, () -> result.r2 = 1);
        }
    }
}
