package io.github.headgate;

import static java.util.Objects.requireNonNull;

import io.r2dbc.spi.Readable;
import io.r2dbc.spi.Result;
import java.time.Duration;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A {@link Request} and where it runs. */
final class DefaultSql implements Sql {

    private final Request request;
    private final Executor executor;

    DefaultSql(Request request, Executor executor) {
        this.request = request;
        this.executor = executor;
    }

    /** Runs requests: each as an operation of its own, or all on the connection of a transaction. */
    interface Executor {

        /**
         * Runs it, cold.
         *
         * @param repeat what was declared of doing it twice
         * @param covered what its deadline covers
         */
        <T, R> Flux<R> execute(Request request, Work.Repeat repeat, Work.Covered covered, Reading<T, R> reading);
    }

    @Override
    public Sql bind(int index, Object value) {
        requireIndex(index);
        requireNonNull(value, () -> "the value at index " + index + " is null: use bindNull");
        return with(request.bind(statement -> statement.bind(index, value)));
    }

    @Override
    public Sql bind(String name, Object value) {
        requireNonNull(name, "name");
        requireNonNull(value, () -> "the value of " + name + " is null: use bindNull");
        return with(request.bind(statement -> statement.bind(name, value)));
    }

    @Override
    public Sql bindNull(int index, Class<?> type) {
        requireIndex(index);
        requireNonNull(type, "type");
        return with(request.bind(statement -> statement.bindNull(index, type)));
    }

    @Override
    public Sql bindNull(String name, Class<?> type) {
        requireNonNull(name, "name");
        requireNonNull(type, "type");
        return with(request.bind(statement -> statement.bindNull(name, type)));
    }

    @Override
    public Sql add() {
        return with(request.add());
    }

    @Override
    public Sql fetchSize(int rows) {
        return with(request.fetchSize(rows));
    }

    @Override
    public Sql timeout(Duration timeout) {
        return with(request.timeout(requireNonNull(timeout, "timeout")));
    }

    @Override
    public Sql idempotent() {
        return with(request.declaredIdempotent());
    }

    @Override
    public Sql readOnly() {
        return with(request.declaredReadOnly());
    }

    @Override
    public <T> Rows<T> query(Function<? super Readable, ? extends T> row) {
        return new DefaultRows<>(Work.Repeat.READ, requireNonNull(row, "row"));
    }

    @Override
    public <T> Rows<T> returning(Function<? super Readable, ? extends T> row) {
        return new DefaultRows<>(declared(), requireNonNull(row, "row"));
    }

    @Override
    public Mono<Long> update() {
        Reading<Long, Long> counted = new Reading<>(
                results -> results.concatMap(Result::getRowsUpdated), counts -> counts.reduce(0L, Long::sum));
        return whole(executor.execute(request, declared(), Work.Covered.END, counted));
    }

    /** The one value, at the end of its statement: what is found wrong there takes the value's place, and never follows it. */
    private static <T> Mono<T> whole(Flux<T> value) {
        return value.singleOrEmpty();
    }

    private Work.Repeat declared() {
        return request.idempotent() ? Work.Repeat.IDEMPOTENT : Work.Repeat.UNDECLARED;
    }

    private Sql with(Request changed) {
        return new DefaultSql(changed, executor);
    }

    private static void requireIndex(int index) {
        if (index < 0) {
            throw new IndexOutOfBoundsException("index counts from 0, was " + index);
        }
    }

    private final class DefaultRows<T> implements Rows<T> {

        private final Work.Repeat repeat;
        private final Function<? super Readable, ? extends T> row;

        DefaultRows(Work.Repeat repeat, Function<? super Readable, ? extends T> row) {
            this.repeat = repeat;
            this.row = readable -> requireNonNull(row.apply(readable),
                    "the row function returned null, which a stream cannot carry: wrap it, in an Optional for instance");
        }

        @Override
        public Flux<T> all() {
            return execute(Work.Covered.FIRST_SIGNAL, rows -> rows);
        }

        @Override
        public Mono<T> one() {
            return whole(execute(Work.Covered.END, DefaultSql::only));
        }

        @Override
        public Mono<T> first() {
            return whole(execute(Work.Covered.END, rows -> isRead() ? rows.next() : firstOfAll(rows)));
        }

        private boolean isRead() {
            return repeat == Work.Repeat.READ;
        }

        private Flux<T> execute(Work.Covered covered, Function<Flux<T>, Publisher<T>> shape) {
            Reading<T, T> reading = new Reading<>(results -> results.concatMap(result -> result.map(row)), shape);
            return executor.execute(request, repeat, covered, reading);
        }
    }

    private static <T> Mono<T> only(Flux<T> rows) {
        return rows.index(DefaultSql::only).singleOrEmpty();
    }

    private static <T> T only(long index, T row) {
        if (index > 0) {
            throw new IllegalStateException(
                    "one() expects at most one row and met a second: there is first() and all()");
        }
        return row;
    }

    /** A write is done at its end, not at its first row. */
    private static <T> Mono<T> firstOfAll(Flux<T> rows) {
        return rows.reduce((first, later) -> first);
    }
}
