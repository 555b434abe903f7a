package io.github.headgate;

import io.r2dbc.spi.R2dbcNonTransientResourceException;
import io.r2dbc.spi.Result;
import java.util.function.Consumer;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** All that is being said over one connection, as far as the driver ends it. */
final class Conversations implements Conversation.Owner {

    /** When the values of a result are passed on. */
    enum Values {

        /** As they come, so that a slow statement shows what it has. */
        AS_THEY_COME,

        /**
         * Each with the signal after it, so that a write which fails at its end, as under a deferred constraint, has not
         * shown its last one.
         */
        HELD_BACK
    }

    private final Few<Conversation<?>> running = new Few<>();
    private final Few<GuardedResult> unread = new Few<>();
    private final Link link;
    private final Consumer<Throwable> whenFailed;
    private volatile boolean closed;

    /**
     * @param whenFailed hears of each failure of a statement, before its caller does
     */
    Conversations(Link link, Consumer<Throwable> whenFailed) {
        this.link = link;
        this.whenFailed = whenFailed;
    }

    /** A statement that the server may be asked to cancel when nobody listens any more. */
    <T> Flux<T> converse(Function<Conversation<T>, ? extends Publisher<? extends T>> answer) {
        return Flux.defer(() -> begun(new Conversation<>(answer, true, item -> {}, this)));
    }

    /** Begin or end of a transaction. A cancel would not undo it, and might hide that it was done. */
    Mono<Void> conclude(Publisher<Void> answer) {
        return Flux.defer(() -> begun(new Conversation<Void>(self -> answer, false, item -> {}, this)))
                .then();
    }

    /**
     * The results of a statement.
     *
     * @param lazy whether the driver sends it only when a result is read, as it does where values are bound: then what
     *     is said is said below each result, and a result that is not read is nothing
     */
    Flux<Result> results(Publisher<? extends Result> results, boolean lazy, Values values) {
        if (lazy) {
            return Flux.from(results).map(result -> new GuardedResult(result, values, this));
        }
        return Flux.defer(() -> begun(new Conversation<Result>(
                self -> Flux.from(results).map(result -> unread(result, values)), true, this::drain, this)));
    }

    @Override
    public void ended(Conversation<?> conversation) {
        running.remove(conversation);
    }

    @Override
    public void failed(Throwable failure) {
        if (!closed) { // else it may be ourselves who cut it off
            whenFailed.accept(failure);
        }
    }

    /** Lets nothing more be said; what is being said goes on. */
    void close() {
        closed = true;
    }

    void requireOpen() {
        if (closed) {
            throw new IllegalStateException("this connection was closed, and may be another's by now");
        }
    }

    boolean isOpen() {
        return !closed;
    }

    boolean isSilent() {
        return running.isEmpty() && unread.isEmpty();
    }

    /** Whether nobody listens to anything that runs, and it may be cancelled. */
    boolean areAllAbandoned() {
        return running.all()
                .stream()
                .allMatch(conversation -> conversation.isCancellable() && conversation.isAbandoned());
    }

    /** Whether something runs that must not be cancelled. */
    boolean isConcluding() {
        return running.all().stream().anyMatch(conversation -> !conversation.isCancellable());
    }

    /** Reads what nobody has read, and completes when all that is being said now has ended. */
    Mono<Void> silence() {
        return Mono.defer(() -> {
            unread.all().forEach(GuardedResult::drain);
            return Mono.when(running.all().stream().map(Conversation::ended).toList());
        });
    }

    /** Somebody, or we, have begun to read it. Returns whether its statement would not have ended without that. */
    boolean begunToRead(GuardedResult result) {
        return unread.remove(result);
    }

    /** Takes note of a result which has to be read for its statement to end. */
    GuardedResult unread(Result result, Values values) {
        GuardedResult guarded = new GuardedResult(result, values, this);
        unread.add(guarded);
        if (closed) {
            guarded.drain();
        }
        return guarded;
    }

    private void drain(Result result) {
        ((GuardedResult) result).drain();
    }

    /**
     * A step that follows another is subscribed to by the thread that ended that one, while a cancel gives the connection
     * back on its own thread: so it is noted first, and refused if the connection has been given back.
     */
    private <T> Conversation<T> begun(Conversation<T> conversation) {
        running.add(conversation);
        if (closed || !link.isOpen()) {
            running.remove(conversation);
            requireOpen();
            throw new R2dbcNonTransientResourceException( // the driver would say so, too, but leak the arguments
                    "Cannot exchange messages because the connection is closed", "08006");
        }
        return conversation;
    }
}
