package io.github.headgate;

import io.github.headgate.reactor.Generation;
import io.github.headgate.reactor.Turnstile;
import java.util.concurrent.atomic.AtomicReference;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Mono;

/**
 * One caller on his way to a connection: first a place, of which there are as many as the pool may hold connections,
 * then one that lies idle, or a new one of the pool's. Waiting happens at the turnstile, where leaving costs constant time.
 *
 * <p>The pool never sees a cancel: cancelled while it opens a connection, or at the moment at which it hands one out,
 * it would lose it or hand it out twice. What arrives after a cancel is handed back here.
 */
final class Acquisition extends BaseSubscriber<Pooled> implements Turnstile.Entrant {

    private enum State {
        WAITING, DELIVERED, CANCELLED
    }

    private final Generation<Engine> generation;
    private final CoreSubscriber<? super Lease> actual;
    private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
    private int place;
    private volatile boolean queued; // what admits it from now on is that somebody else has left

    private Acquisition(Generation<Engine> generation, CoreSubscriber<? super Lease> actual) {
        this.generation = generation;
        this.actual = actual;
    }

    /**
     * Emits one lease; cancelled before it does, it emits none and loses none. Where the server has no connection left,
     * but others of ours are there, it waits for one of these.
     */
    static Mono<Lease> from(Generation<Engine> generation) {
        return once(generation)
                .onErrorResume(failure -> generation.value().makesDoAfter(failure)
                        ? from(generation)
                        : Mono.error(failure));
    }

    /** The same, but where the server has no connection left, it fails. */
    static Mono<Lease> once(Generation<Engine> generation) {
        return new Mono<>() {

            @Override
            public void subscribe(CoreSubscriber<? super Lease> actual) {
                Acquisition acquisition = new Acquisition(generation, actual);
                actual.onSubscribe(acquisition.asSubscription());
                generation.value().places().enter(acquisition);
                acquisition.queued = true;
            }
        };
    }

    @Override
    public void admitted(int admittedTo) {
        place = admittedTo;
        if (state.get() == State.CANCELLED) {
            generation.value().leave(place);
        } else {
            Pooled idle = generation.value().idle().take();
            if (idle != null) {
                handOver(idle);
            } else {
                generation.value().pooled().subscribe(this);
            }
        }
    }

    /**
     * Whoever has queued goes on when the loop of his connection has dealt with what it has read. The one before him has
     * left while an answer was read, and others may have come with it: a statement sent in between would let the server's
     * processes run in between, on processors that it may share with us, and the others wait.
     */
    private void handOver(Pooled idle) {
        Lease lease = lease(idle);
        if (queued) {
            idle.link().later(() -> deliver(lease));
        } else {
            deliver(lease);
        }
    }

    @Override
    public void refused(Throwable cause) {
        if (state.compareAndSet(State.WAITING, State.DELIVERED)) {
            actual.onError(cause);
        }
    }

    @Override
    protected void hookOnNext(Pooled made) {
        deliver(lease(made));
    }

    private Lease lease(Pooled connection) {
        return new Lease(generation, connection, place);
    }

    private void deliver(Lease lease) {
        if (state.compareAndSet(State.WAITING, State.DELIVERED)) {
            actual.onNext(lease);
            actual.onComplete();
        } else {
            lease.letGo(); // the late arrival: nobody else knows of it
        }
    }

    @Override
    protected void hookOnError(Throwable failure) {
        generation.value().leave(place);
        refused(failure);
    }

    private Subscription asSubscription() {
        return new Subscription() {

            @Override
            public void request(long n) {
                // one lease, however many are asked for
            }

            @Override
            public void cancel() {
                if (state.compareAndSet(State.WAITING, State.CANCELLED)) {
                    generation.value().places().leave(Acquisition.this);
                }
            }
        };
    }
}
