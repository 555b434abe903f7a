package io.github.headgate;

import io.github.headgate.EngineProbe.Finding;
import io.github.headgate.HeadgateEvent.EngineProbed;
import io.github.headgate.reactor.Generation;
import io.github.headgate.reactor.ReadySignal;
import java.nio.channels.ClosedChannelException;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;

/**
 * Decides whether a generation is over. Nobody's failure ends it: a failure makes the shared probe look, and what the
 * probe finds ends it.
 *
 * <p>It subscribes to the probe where nobody waits for the finding: a connection died while idle, or the operation that
 * failed will not be run again.
 */
final class Watch {

    private final ReadySignal<Engine> ready;
    private final Journal journal;
    private final Disposable.Composite looking = Disposables.composite();
    private final Disposable.Swap vigil = Disposables.swap();

    Watch(ReadySignal<Engine> ready, Journal journal) {
        this.ready = ready;
        this.journal = journal;
    }

    /** Watches over the connections of an engine that has just become ready. */
    void over(Generation<Engine> generation) {
        vigil.update(new Vigil(generation, this).begun());
        generation.value().whenBereaved(death -> suspect(generation, Judgement.Suspicion.VERIFY, death));
        if (generation.value().deaths() > 0) { // before anybody watched
            suspect(generation, Judgement.Suspicion.VERIFY, new ClosedChannelException());
        }
    }

    /** Watches no longer: there is no engine. */
    void rest() {
        vigil.update(Disposables.disposed());
    }

    /**
     * Whether the generation that was {@code seen} is over, after looking as hard as {@code suspicion} asks. Never fails.
     */
    Mono<Boolean> isOver(Generation<Engine> seen, Judgement.Suspicion suspicion, Throwable reason) {
        return Mono.defer(() -> {
            if (!isCurrent(seen)) {
                return Mono.just(true);
            }
            EngineProbe probe = seen.value().probe();
            return switch (suspicion) {
                case KEEP -> Mono.just(false);
                case ASK -> probe.ask().map(finding -> concluded(seen, finding, reason));
                case VERIFY -> probe.prove().map(finding -> concluded(seen, finding, reason));
            };
        });
    }

    /** Looks, and lets nobody wait for it. */
    void suspect(Generation<Engine> seen, Judgement.Suspicion suspicion, Throwable reason) {
        if (suspicion != Judgement.Suspicion.KEEP && isCurrent(seen)) {
            look(isOver(seen, suspicion, reason));
        }
    }

    /** Asks those that were there when a silence began, and lets nobody wait for it. */
    void suspectSince(long silence, Generation<Engine> seen, Throwable reason) {
        look(seen.value().probe().ask(silence).map(finding -> concluded(seen, finding, reason)));
    }

    private void look(Mono<Boolean> over) {
        Disposable.Swap look = Disposables.swap();
        looking.add(look);
        look.update(over.doFinally(signal -> looking.remove(look)).subscribe());
    }

    void close() {
        vigil.dispose();
        looking.dispose();
    }

    /** The first to bring the finding ends the generation; the others find it ended. */
    private boolean concluded(Generation<Engine> seen, Finding finding, Throwable reason) {
        boolean ended = finding.death().map(death -> ready.lost(seen, death)).orElse(false);
        if (ended || finding.alive()) {
            journal.tell(new EngineProbed(seen.number(), finding.alive(), reason));
        }
        return !isCurrent(seen);
    }

    private boolean isCurrent(Generation<Engine> seen) {
        return ready.current().filter(open -> open.number() == seen.number()).isPresent();
    }
}
