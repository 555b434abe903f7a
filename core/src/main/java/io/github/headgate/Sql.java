package io.github.headgate;

import io.r2dbc.spi.Readable;
import java.time.Duration;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/**
 * A statement with its arguments. A value: each method returns another one, and it may be run as often as one likes.
 *
 * <pre>{@code
 * Mono<Account> account = client.sql("select id, owner from account where id = $1")
 *         .bind("$1", id)
 *         .query(row -> new Account(row.get("id", Long.class), row.get("owner", String.class)))
 *         .one();
 * }</pre>
 */
public interface Sql {

    /**
     * Binds an argument.
     *
     * @param index counted from 0, so that 0 is {@code $1}
     * @throws IndexOutOfBoundsException if {@code index} is negative
     */
    Sql bind(int index, Object value);

    /** Binds an argument by its name, {@code $1} for the first. */
    Sql bind(String name, Object value);

    /**
     * Binds {@code null}.
     *
     * @param type what the column holds
     */
    Sql bindNull(int index, Class<?> type);

    /** Binds {@code null} by the name of the argument. */
    Sql bindNull(String name, Class<?> type);

    /**
     * Ends a set of arguments and begins the next: the statement runs once for each set. All of it is one transaction,
     * done whole or not at all. The driver sends one set after the other, a round trip each.
     *
     * @throws IllegalStateException if the current set is empty
     */
    Sql add();

    /**
     * How many rows are fetched from the server at a time, as downstream asks for them. By default all are sent.
     *
     * @throws IllegalArgumentException if less than 1
     */
    Sql fetchSize(int rows);

    /**
     * How long it may take in all, instead of the client's own {@code timeout}.
     *
     * @throws IllegalArgumentException if not positive
     */
    Sql timeout(Duration timeout);

    /**
     * Declares that running a write twice does the same as running it once, so that it may be run again when it is not
     * known whether it was done.
     */
    Sql idempotent();

    /** Runs a query in a read-only transaction, so that the server holds it to the declaration. */
    Sql readOnly();

    /**
     * Declares a read. It may be run again whenever its answer is lost, as long as no row went downstream. The
     * declaration is taken at its word: for a write that yields rows there is {@link #returning}.
     *
     * @param row reads one row, while the row is current; it must copy out what it wants to keep, and not return null
     */
    <T> Rows<T> query(Function<? super Readable, ? extends T> row);

    /**
     * Declares a write that yields rows. It is not run again when it is unknown whether it was done. A row function
     * that throws does not undo the write; in a transaction it does.
     *
     * @param row as in {@link #query}
     */
    <T> Rows<T> returning(Function<? super Readable, ? extends T> row);

    /**
     * Runs a write.
     *
     * <p><b>Shape.</b> Cold: each subscription runs it once more. Emits the number of rows that it touched, 0 if it
     * counts none, when the server has ended it; so a deferred constraint has been checked by then.
     *
     * <p><b>Retries.</b> As often as {@code maxRetries} allows while it is known not to have been done.
     *
     * <p><b>Errors.</b> {@link OutcomeUnknownException} if it was sent and its answer is lost;
     * {@link NotReadyException}, {@link OpeningFailedException}, {@link TooManyWaitersException} and
     * {@link ClientClosedException}, with nothing sent; {@link DeadlineExceededException}, whose verdict tells; else
     * the driver's own.
     */
    Mono<Long> update();
}
