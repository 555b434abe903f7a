package io.github.headgate;

import io.github.headgate.Engine.Reply;
import io.github.headgate.reactor.SingleFlight;
import java.util.Optional;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Finds out whether an engine is still there. One connection's death is not an outage, and the sentinel's neither; and a
 * restart can be over before anybody looks, so that a new connection alone proves nothing. Hence two questions: is there
 * a new connection to be had, and does an old one still answer?
 *
 * <p>However many ask, it is asked once at a time.
 */
final class EngineProbe {

    /** What was found: empty if the engine is there, else why it is taken to be gone. */
    record Finding(Optional<Throwable> death) {

        private static final Finding ALIVE = new Finding(Optional.empty());

        boolean alive() {
            return death.isEmpty();
        }
    }

    /** Why an engine is taken to be gone although it lets us connect. */
    static final class OldConnectionsDead extends RuntimeException {

        private static final long serialVersionUID = 1L;

        OldConnectionsDead() {
            super("none of the connections from before answers as it did", null, false, false);
        }
    }

    private final Engine engine;
    private final SingleFlight<Reply> asked;
    private final SingleFlight<Finding> proved;

    EngineProbe(Engine engine, HeadgateOptions options) {
        this.engine = engine;
        this.asked = SingleFlight.of(Mono.defer(() -> asked(engine.sentinel())), options.timer());
        this.proved = SingleFlight.of(Mono.defer(this::looked), options.timer());
    }

    /** Asks the sentinel, and looks further only if it does not answer: enough for a server that is merely slow. */
    Mono<Finding> ask() {
        return asked.run().flatMap(reply -> switch (reply) {
            case AS_BEFORE -> Mono.just(Finding.ALIVE);
            case AS_STANDBY -> Mono.just(dead());
            case NONE -> prove();
        });
    }

    /** Asks both questions. Never fails. */
    Mono<Finding> prove() {
        return proved.run();
    }

    private Mono<Finding> looked() {
        long mark = engine.mark();
        return engine.connected()
                .flatMap(link -> anyOldAnswers(mark)
                        .flatMap(alive -> alive ? kept(link) : link.close().thenReturn(dead())))
                .onErrorResume(failure -> withoutNew(failure, mark));
    }

    /** A server that refuses us a connection, for their number or for our password, is there. */
    private Mono<Finding> withoutNew(Throwable failure, long mark) {
        boolean refused = Failures.isPermanent(failure) || "53300".equals(Failures.sqlState(failure));
        return refused
                ? anyOldAnswers(mark).map(alive -> alive ? Finding.ALIVE : dead())
                : Mono.just(new Finding(Optional.of(failure)));
    }

    /** The new connection takes the sentinel's place if that one is dead; else there is no use for it. */
    private Mono<Finding> kept(Link link) {
        if (engine.sentinel().isOpen()) {
            return link.close().thenReturn(Finding.ALIVE);
        }
        engine.replaceSentinel(link);
        return Mono.just(Finding.ALIVE);
    }

    /** Whether one from before {@code mark} answers: what was opened since says nothing of those from before. */
    private Mono<Boolean> anyOldAnswers(long mark) {
        Flux<Reply> idle = Flux.defer(() -> Flux.fromStream(engine.olderThan(mark).filter(link -> !link.isLent())))
                .flatMap(this::asked);
        return Flux.concat(asked(engine.sentinel()), idle)
                .takeUntil(reply -> reply != Reply.NONE)
                .last()
                .map(reply -> reply == Reply.AS_BEFORE || (reply == Reply.NONE && anyBusyIsOpen(mark)));
    }

    /** A long statement leaves no room for a question; but had its server died, its socket would be closed by now. */
    private boolean anyBusyIsOpen(long mark) {
        return engine.olderThan(mark).anyMatch(Link::isLent);
    }

    /** What does not answer as before is of no use to anybody, unless somebody has taken it meanwhile and keeps it busy. */
    private Mono<Reply> asked(Link link) {
        return engine.ask(link).doOnNext(reply -> {
            if (reply != Reply.AS_BEFORE && !link.isLent()) {
                link.cut();
            }
        });
    }

    private static Finding dead() {
        return new Finding(Optional.of(new OldConnectionsDead()));
    }
}
