package io.github.headgate;

import io.github.headgate.Engine.Reply;
import io.github.headgate.reactor.SingleFlight;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Finds out whether an engine is still there. One connection's death is not an outage, and the sentinel's neither; and a
 * restart can be over before anybody looks, so that a new connection alone proves nothing. Hence two questions: is there
 * a new connection to be had, and does an old one still answer?
 *
 * <p>An old one speaks for the engine by its answer, or by anything that is read from it meanwhile; it speaks against it
 * by its silence, or by its end at another's hand. One that we have closed ourselves says nothing; nor does one that is
 * busy, unless those that could be asked are silent, too.
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

    /** So that sessions which are ended one after the other, without end, do not keep those waiting who ask. */
    private static final int MOST_LOOKS = 5;

    private final Engine engine;
    private final Scheduler timer;
    private final SingleFlight<Finding> asked;
    private final SingleFlight<Finding> proved;
    private volatile int explained; // deaths that are known not to have been the engine's

    EngineProbe(Engine engine, HeadgateOptions options) {
        this.engine = engine;
        this.timer = options.timer();
        this.asked = SingleFlight.of(Mono.defer(() -> listened(Evidence.of(engine))), options.timer());
        this.proved = SingleFlight.of(Mono.defer(() -> looked(Evidence.of(engine), MOST_LOOKS)), options.timer());
    }

    /**
     * Asks the old connections alone, the sentinel first, if there is one, which is enough for a server that is merely
     * slow. That none of them says anything is conclusive by itself, so that silence is found in one answer's time and not
     * after a login's.
     */
    Mono<Finding> ask() {
        return asked.run();
    }

    /** The same of the connections that were there when a silence began; for one who asks once in a while. */
    Mono<Finding> ask(long silence) {
        return Mono.defer(() -> listened(Evidence.before(silence, engine)));
    }

    /** Asks both questions; once more if a connection has died too late for those who asked before. Never fails. */
    Mono<Finding> prove() {
        return proved.run()
                .flatMap(finding -> finding.alive() && engine.deaths() != explained
                        ? proved.run()
                        : Mono.just(finding));
    }

    private Mono<Finding> listened(Evidence evidence) {
        Optional<Link> sentinel = engine.sentinel().link();
        return replies(sentinel, evidence)
                .takeUntil(reply -> reply != Reply.NONE)
                .reduce((before, reply) -> reply)
                .flatMap(reply -> listened(reply, sentinel, evidence))
                .switchIfEmpty(Mono.defer(this::prove)); // there is nobody who could be asked
    }

    private Flux<Reply> replies(Optional<Link> sentinel, Evidence evidence) {
        Duration limit = engine.answerTimeout();
        Duration half = limit.dividedBy(2);
        return sentinel
                .map(link -> Flux.merge(engine.ask(link, limit),
                        ofIdle(evidence, idle -> engine.ask(idle, half)).delaySubscription(half, timer)))
                .orElseGet(() -> ofIdle(evidence, idle -> engine.ask(idle, limit)));
    }

    /** What the idle ones answer, who are all asked at once. */
    private Flux<Reply> ofIdle(Evidence evidence, Function<Link, Mono<Reply>> question) {
        return Flux.defer(() -> Flux.fromStream(evidence.idle()))
                .flatMap(question, engine.options().maxSize());
    }

    private Mono<Finding> listened(Reply reply, Optional<Link> sentinel, Evidence evidence) {
        if (reply == Reply.AS_STANDBY) {
            return Mono.just(dead());
        }
        boolean heard = reply == Reply.AS_BEFORE || evidence.anyHeard();
        boolean there = sentinel.map(Link::isOpen).orElseGet(() -> heard || evidence.idle().findAny().isPresent());
        if (!there) { // who was asked has not been silent, but was closed meanwhile
            return prove();
        }
        return Mono.just(heard ? Finding.ALIVE : dead());
    }

    /**
     * Looks until nothing has died meanwhile: whoever heard of such a death has joined this look, which may have seen the
     * connection just before its end. The old ones stay those of the beginning, for a server that is back by now has let
     * us make new ones.
     */
    private Mono<Finding> looked(Evidence evidence, int looks) {
        int deaths = engine.deaths();
        return engine.connectedAside()
                .flatMap(link -> anyOldAnswers(evidence)
                        .flatMap(alive -> alive ? kept(link) : link.close().thenReturn(dead())))
                .onErrorResume(failure -> withoutNew(failure, evidence))
                .flatMap(finding -> looks > 1 && finding.alive() && engine.deaths() != deaths
                        ? looked(evidence, looks - 1)
                        : concluded(finding, deaths));
    }

    private Mono<Finding> concluded(Finding finding, int deaths) {
        if (finding.alive()) {
            explained = deaths;
        }
        return Mono.just(finding);
    }

    /**
     * A server that refuses us a connection, for their number or for our password, is there. Where an old one still
     * answers, the new one may have been ended for itself, so another is tried.
     */
    private Mono<Finding> withoutNew(Throwable failure, Evidence evidence) {
        boolean refused = Failures.isRefusal(failure);
        return anyOldAnswers(evidence).flatMap(alive -> {
            if (!alive) {
                return Mono.just(refused ? dead() : new Finding(Optional.of(failure)));
            }
            return refused
                    ? Mono.just(Finding.ALIVE).doOnNext(finding -> engine.sentinel().seek())
                    : engine.connectedAside()
                            .flatMap(this::kept)
                            .onErrorResume(again -> Mono.just(new Finding(Optional.of(again))));
        });
    }

    /** The new connection becomes the sentinel if there is none; else there is no use for it. */
    private Mono<Finding> kept(Link link) {
        return engine.sentinel().appoint(link) ? Mono.just(Finding.ALIVE) : link.close().thenReturn(Finding.ALIVE);
    }

    private Mono<Boolean> anyOldAnswers(Evidence evidence) {
        return ofIdle(evidence, this::asked)
                .takeUntil(reply -> reply != Reply.NONE)
                .reduce(Optional.<Reply>empty(), (before, reply) -> Optional.of(reply))
                .map(reply -> isAlive(reply, evidence));
    }

    private boolean isAlive(Optional<Reply> reply, Evidence evidence) {
        if (reply.isPresent() && reply.get() != Reply.NONE) {
            return reply.get() == Reply.AS_BEFORE;
        }
        boolean silent = reply.isPresent();
        boolean bereaved = engine.deaths() > explained;
        return evidence.anyHeard() || (!silent && (evidence.anyBusy() || !bereaved));
    }

    /** What does not answer as before is of no use to anybody, unless somebody has taken it meanwhile and keeps it busy. */
    private Mono<Reply> asked(Link link) {
        return engine.ask(link, engine.answerTimeout()).doOnNext(reply -> {
            if (reply != Reply.AS_BEFORE && !link.isLent()) {
                link.cut();
            }
        });
    }

    /** The engine is taken to be gone although it may let us connect. */
    private static Finding dead() {
        return new Finding(Optional.of(new R2dbcNonTransientResourceException(
                "none of the connections from before answers as it did", "08006")));
    }
}
