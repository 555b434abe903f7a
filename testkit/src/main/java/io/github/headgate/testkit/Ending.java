package io.github.headgate.testkit;

import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.Result.Segment;
import reactor.core.publisher.Flux;

/** What comes of a statement when its rows have been read. */
sealed interface Ending {

    Flux<Segment> segments(ScriptedSession session);

    /** Whether a server that says nothing else is heard from here. Else the statement has not even a result. */
    boolean isHeard();

    record Completes() implements Ending {

        @Override
        public Flux<Segment> segments(ScriptedSession session) {
            return Flux.empty();
        }

        @Override
        public boolean isHeard() {
            return true;
        }
    }

    /** What the server says is a message in the result, which a user may filter out; anything else breaks the result. */
    record Fails(Throwable failure) implements Ending {

        @Override
        public Flux<Segment> segments(ScriptedSession session) {
            return failure instanceof R2dbcException refusal
                    ? Flux.just(new ScriptedMessage(refusal))
                    : Flux.error(failure);
        }

        @Override
        public boolean isHeard() {
            return true;
        }
    }

    record Dies(Throwable failure) implements Ending {

        // the statement fails as all that run on the connection do: by its death
        @Override
        public Flux<Segment> segments(ScriptedSession session) {
            return Flux.defer(() -> {
                session.kill(failure);
                return Flux.never();
            });
        }

        @Override
        public boolean isHeard() {
            return false;
        }
    }

    record Hangs() implements Ending {

        @Override
        public Flux<Segment> segments(ScriptedSession session) {
            return Flux.never();
        }

        @Override
        public boolean isHeard() {
            return false;
        }
    }
}
