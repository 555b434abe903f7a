package io.github.headgate;

import io.r2dbc.spi.Readable;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Row;
import io.r2dbc.spi.RowMetadata;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;

/**
 * A result that is read to its end, whoever stops listening.
 *
 * <p>It subscribes to what nobody has read, since the statement would not end without it.
 */
final class GuardedResult implements Result {

    private static final Object SKIPPED = new Object();

    private final Result result;
    private final Conversations.Values values;
    private final Conversations conversations;
    private final AtomicBoolean read = new AtomicBoolean();

    GuardedResult(Result result, Conversations.Values values, Conversations conversations) {
        this.result = result;
        this.values = values;
        this.conversations = conversations;
    }

    @Override
    public Flux<Long> getRowsUpdated() {
        return reading(conversation -> result.getRowsUpdated());
    }

    @Override
    public <T> Flux<T> map(BiFunction<Row, RowMetadata, ? extends T> mapping) {
        return reading(conversation -> result.map(
                (row, metadata) -> heard(conversation, () -> mapping.apply(row, metadata))));
    }

    @Override
    public <T> Flux<T> map(Function<? super Readable, ? extends T> mapping) {
        return reading(conversation -> result.map(
                readable -> heard(conversation, () -> mapping.apply(readable))));
    }

    /** The rest is thrown away; what passes has to be read in place of this one. */
    @Override
    public Result filter(Predicate<Segment> filter) {
        Result filtered = result.filter(filter);
        return read.compareAndSet(false, true) && conversations.begunToRead(this)
                ? conversations.unread(filtered, values)
                : new GuardedResult(filtered, values, conversations);
    }

    @Override
    public <T> Flux<T> flatMap(Function<Segment, ? extends Publisher<? extends T>> mapping) {
        return reading(conversation -> result.flatMap(segment -> conversation.isAbandoned()
                ? Flux.<T>empty()
                : Flux.<T>from(mapping.apply(segment)).takeUntilOther(conversation.abandonment())));
    }

    /** Reads it to its end, and lets nobody wait for it, unless somebody reads it already. */
    void drain() {
        if (read.compareAndSet(false, true)) {
            conversations.begunToRead(this);
            Flux.from(result.getRowsUpdated())
                    .onErrorComplete()
                    .subscribe();
        }
    }

    private <T> Flux<T> reading(Function<Conversation<T>, ? extends Publisher<? extends T>> answer) {
        Flux<T> conversation = conversations.converse(answer);
        return Flux.defer(() -> {
            read.set(true);
            conversations.begunToRead(this);
            return values == Conversations.Values.HELD_BACK ? new HoldBack<>(conversation) : conversation;
        });
    }

    /** What {@code mapped} makes; where nobody listens, something that goes nowhere. */
    @SuppressWarnings("unchecked") // it is thrown away before anybody takes it for a T
    private static <T> T heard(Conversation<T> conversation, Supplier<? extends T> mapped) {
        return conversation.isAbandoned() ? (T) SKIPPED : mapped.get();
    }

    @Override
    public String toString() {
        return result.toString();
    }
}
