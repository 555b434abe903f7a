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
         * @param repeatable whether the request was declared a read or idempotent
         * @param covered what its deadline covers
         * @param read reads one result of it
         */
        <T> Flux<T> execute(
                Request request, boolean repeatable, Work.Covered covered, Function<Flux<Result>, Publisher<T>> read);
    }

    @Override
    public Sql bind(int index, Object value) {
        requireIndex(index);
        requireNonNull(value, "value");
        return with(request.bind(statement -> statement.bind(index, value)));
    }

    @Override
    public Sql bind(String name, Object value) {
        requireNonNull(name, "name");
        requireNonNull(value, "value");
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
        return new DefaultRows<>(true, requireNonNull(row, "row"));
    }

    @Override
    public <T> Rows<T> returning(Function<? super Readable, ? extends T> row) {
        return new DefaultRows<>(request.idempotent(), requireNonNull(row, "row"));
    }

    @Override
    public Mono<Long> update() {
        return executor.execute(request, request.idempotent(), Work.Covered.END, DefaultSql::counted).singleOrEmpty();
    }

    private static Mono<Long> counted(Flux<Result> results) {
        return results.concatMap(Result::getRowsUpdated).reduce(0L, Long::sum);
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

        private final boolean read;
        private final Function<? super Readable, ? extends T> row;

        DefaultRows(boolean read, Function<? super Readable, ? extends T> row) {
            this.read = read;
            this.row = row;
        }

        @Override
        public Flux<T> all() {
            return execute(Work.Covered.FIRST_SIGNAL, results -> rows(results));
        }

        @Override
        public Mono<T> one() {
            return execute(Work.Covered.END, this::only).singleOrEmpty();
        }

        @Override
        public Mono<T> first() {
            return execute(Work.Covered.END, read ? this::next : this::firstOfAll).singleOrEmpty();
        }

        private Flux<T> execute(Work.Covered covered, Function<Flux<Result>, Publisher<T>> reading) {
            return executor.execute(request, read || request.idempotent(), covered, reading);
        }

        private Flux<T> rows(Flux<Result> results) {
            return results.concatMap(result -> result.map(row));
        }

        private Mono<T> only(Flux<Result> results) {
            return rows(results)
                    .singleOrEmpty()
                    .onErrorMap(IndexOutOfBoundsException.class, DefaultSql::secondRow);
        }

        private Mono<T> next(Flux<Result> results) {
            return rows(results).next();
        }

        /** A write is done at its end, not at its first row. */
        private Mono<T> firstOfAll(Flux<Result> results) {
            return rows(results).reduce((first, later) -> first);
        }
    }

    private static IllegalStateException secondRow(IndexOutOfBoundsException failure) {
        return new IllegalStateException("one() expects at most one row and met a second: there is first() and all()",
                failure);
    }
}
