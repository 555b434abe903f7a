package io.github.headgate;

import io.github.headgate.reactor.Generation;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Result;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A connection in the hands of one operation, or of one user of R2DBC. It goes back to the pool {@linkplain Rest at
 * rest}, or it does not go back.
 *
 * <p>It subscribes to that where nobody waits for it.
 */
final class Lease {

    private final Generation<Engine> generation;
    private final Pooled pooled;
    private final Link link;
    private final int place;
    private final Conversations conversations;
    private final SessionState session;
    private final Rest rest;
    private final AtomicBoolean over = new AtomicBoolean();
    private volatile boolean spent;
    private volatile Consumer<Throwable> whenFailed = failure -> {};
    private volatile Runnable whenOver = () -> {};

    Lease(Generation<Engine> generation, Pooled pooled, int place) {
        this.generation = generation;
        this.pooled = pooled;
        this.link = pooled.link();
        this.place = place;
        this.conversations = new Conversations(link, this::failed);
        this.session = new SessionState(generation.value().options());
        this.rest = new Rest(pooled.connection(), link, conversations, session, generation.value());
        link.lend(this);
    }

    Generation<Engine> generation() {
        return generation;
    }

    /** The pool's connection. What is said over it goes through {@link #results} or {@link #conclude}. */
    Connection connection() {
        return pooled.connection();
    }

    SessionState session() {
        return session;
    }

    boolean isInTransaction() {
        return link.isInTransaction();
    }

    /**
     * A statement and its answer. Each of its results can be left at any moment.
     *
     * @param lazy whether values are bound: then the driver sends it when its result is read
     */
    Flux<Result> results(
            Supplier<? extends Publisher<? extends Result>> answer, boolean lazy, Conversations.Values values) {
        return Flux.defer(() -> {
            conversations.requireOpen();
            return conversations.results(answer.get(), lazy, values);
        });
    }

    /** A command that is part of the session, such as the end of a transaction: it is never cancelled. */
    Mono<Void> conclude(Supplier<? extends Publisher<Void>> answer) {
        return Mono.defer(() -> {
            conversations.requireOpen();
            return conversations.conclude(answer.get());
        });
    }

    /** It is of no more use, and will be cut when it is given back. */
    void spend() {
        spent = true;
    }

    /**
     * Rolls back, be it to a savepoint. It does not wait for what nobody listens to any more: that is broken off before,
     * or the connection is cut if that cannot be done within {@code cancellationTimeout}.
     */
    Mono<Void> undone(Supplier<? extends Publisher<Void>> rollback) {
        return Mono.defer(() -> {
            boolean idle = conversations.isSilent();
            Mono<Void> brokenOff = !idle && conversations.areAllAbandoned() ? rest.brokenOff() : Mono.empty();
            conversations.requireOpen(); // after it is noted, so that a release which comes now waits for it
            return brokenOff;
        }).then(conclude(rollback));
    }

    /**
     * Lets nothing more begin, and asks the server to break off what runs, for who closes the client waits no longer. Not a
     * COMMIT: since nothing begins any more, the request cannot meet one either. Completes when the server has been asked;
     * never fails.
     */
    Mono<Void> calledOff() {
        return Mono.defer(() -> {
            link.retire();
            return link.isAnswered() || conversations.isConcluding()
                    ? Mono.empty()
                    : link.cancelRequest().onErrorComplete();
        });
    }

    /** Cuts the connection at once, so that nothing more can be done with it; it is given back as before. */
    void cut() {
        spent = true;
        link.cut();
    }

    /** Brings the connection to rest and gives it back, once; later calls complete at once. Never fails. */
    Mono<Void> release() {
        return released(restless -> {});
    }

    /** Whether it can be given back as it is. */
    boolean isAtRest() {
        return rest.isReached();
    }

    /** Begins to bring it to rest and to give it back, and lets nobody wait for that. */
    void letGo() {
        release().subscribe();
    }

    /** The same after a failure; if the connection does not come to rest, that is suppressed on it. */
    Mono<Void> release(Throwable failure) {
        return released(restless -> Failures.suppress(restless, failure));
    }

    private Mono<Void> released(Consumer<Throwable> whenRestless) {
        return Mono.defer(() -> releasing(whenRestless));
    }

    /** The same as {@link #release}, begun already. */
    Mono<Void> releasing() {
        return releasing(restless -> {});
    }

    private Mono<Void> releasing(Consumer<Throwable> whenRestless) {
        if (spent) {
            return evict();
        }
        if (!over.compareAndSet(false, true)) {
            return Mono.empty();
        }
        conversations.close();
        return rest.isReached()
                ? handedBack()
                : rest.reached().doOnNext(whenRestless).then(Mono.defer(this::handedBack)).cache(); // goes on if nobody waits
    }

    /** Cuts the connection, and frees its place in the pool, unless it has been given back. Never fails. */
    Mono<Void> evict() {
        return Mono.defer(() -> {
            if (!over.compareAndSet(false, true)) {
                return Mono.empty();
            }
            conversations.close();
            link.cut();
            return handedBack();
        });
    }

    /** Tells {@code action} of each failure of a statement, before its caller hears of it. */
    void whenFailed(Consumer<Throwable> action) {
        whenFailed = action;
    }

    /** Runs {@code action} when the connection has been given back, after what was asked for before. */
    void whenOver(Runnable action) {
        Runnable before = whenOver;
        whenOver = () -> {
            before.run();
            action.run();
        };
    }

    boolean isHeld() {
        return conversations.isOpen();
    }

    /**
     * @throws IllegalStateException if it has been given back
     */
    void requireHeld() {
        conversations.requireOpen();
    }

    private void failed(Throwable failure) {
        whenFailed.accept(failure);
    }

    private Mono<Void> handedBack() {
        link.takeBack(); // before anybody hears of the end: the probe takes a lent connection for a busy one
        if (generation.value().idle().put(pooled)) {
            left();
            return Mono.empty();
        }
        return pooled.ended().doFinally(signal -> left());
    }

    private void left() {
        generation.value().leave(place);
        whenOver.run();
    }
}
