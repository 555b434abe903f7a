package io.github.headgate.testkit;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;

import io.r2dbc.spi.Readable;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Row;
import io.r2dbc.spi.RowMetadata;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.SynchronousSink;

/** The segments of one execution. Read once: it is the reading that runs the statement to its end. */
final class ScriptedResult implements Result {

    private final Flux<Segment> segments;

    private ScriptedResult(Flux<Segment> segments) {
        this.segments = segments;
    }

    static ScriptedResult of(Flux<Segment> segments) {
        AtomicBoolean read = new AtomicBoolean();
        return new ScriptedResult(Flux.defer(() -> read.getAndSet(true)
                ? Flux.error(new IllegalStateException("the result has been read already"))
                : segments));
    }

    @Override
    public Flux<Long> getRowsUpdated() {
        return read(UpdateCount.class, UpdateCount::value);
    }

    @Override
    public <T> Flux<T> map(BiFunction<Row, RowMetadata, ? extends T> mapping) {
        return read(RowSegment.class, segment -> mapping.apply(segment.row(), segment.row().getMetadata()));
    }

    @Override
    public <T> Flux<T> map(Function<? super Readable, ? extends T> mapping) {
        return read(RowSegment.class, segment -> mapping.apply(segment.row()));
    }

    @Override
    public Result filter(Predicate<Segment> filter) {
        return new ScriptedResult(segments.filter(filter));
    }

    @Override
    public <T> Flux<T> flatMap(Function<Segment, ? extends Publisher<? extends T>> mapping) {
        return segments.concatMap(mapping);
    }

    private <S extends Segment, T> Flux<T> read(Class<S> kind, Function<? super S, ? extends T> mapping) {
        return segments.handle((segment, sink) -> read(segment, kind, mapping, sink));
    }

    private static <S extends Segment, T> void read(
            Segment segment, Class<S> kind, Function<? super S, ? extends T> mapping, SynchronousSink<T> sink) {
        if (segment instanceof Message message) {
            sink.error(message.exception());
        } else if (kind.isInstance(segment)) {
            sink.next(mapping.apply(kind.cast(segment)));
        }
    }
}
