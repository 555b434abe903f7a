package io.github.headgate;

import io.r2dbc.spi.Readable;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Row;
import io.r2dbc.spi.RowMetadata;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;

/** A result whose first value, or end, comes before the deadline in its reader's {@code Context}, if there is one. */
final class BoundedResult implements Result {

    private final Result result;
    private final GuardedConnection connection;

    BoundedResult(Result result, GuardedConnection connection) {
        this.result = result;
        this.connection = connection;
    }

    @Override
    public Flux<Long> getRowsUpdated() {
        return connection.inTime(Flux.from(result.getRowsUpdated()));
    }

    @Override
    public <T> Flux<T> map(BiFunction<Row, RowMetadata, ? extends T> mapping) {
        return connection.inTime(Flux.from(result.map(mapping)));
    }

    @Override
    public <T> Flux<T> map(Function<? super Readable, ? extends T> mapping) {
        return connection.inTime(Flux.from(result.map(mapping)));
    }

    @Override
    public Result filter(Predicate<Segment> filter) {
        return new BoundedResult(result.filter(filter), connection);
    }

    @Override
    public <T> Flux<T> flatMap(Function<Segment, ? extends Publisher<? extends T>> mapping) {
        return connection.inTime(Flux.from(result.flatMap(mapping)));
    }

    @Override
    public String toString() {
        return result.toString();
    }
}
