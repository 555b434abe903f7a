package io.github.headgate;

import java.util.function.Function;
import reactor.core.publisher.Mono;

/**
 * A transaction under way. Its statements run one after the other on its connection.
 *
 * <p>A statement that is cut off by its own {@link Sql#timeout} aborts the transaction, as one that fails does: whatever
 * follows in it fails for the same reason, and nothing is committed, unless it was in a savepoint that is undone.
 */
public interface HeadgateTransaction extends Statements {

    /**
     * Runs {@code work} behind a savepoint: if it fails, what it did is undone, and the transaction can go on.
     *
     * <pre>{@code
     * tx.inSavepoint(inner -> inner.sql("insert into tag values ($1)").bind("$1", tag).update())
     *         .onErrorReturn(R2dbcDataIntegrityViolationException.class, 0L) // it is there already
     * }</pre>
     *
     * <p><b>Shape.</b> Cold. Emits what {@code work} emits. Savepoints nest. After a cancel it is
     * undone when the next statement of the transaction is run, or with the transaction. It takes two round trips beside
     * those of {@code work}.
     *
     * <p><b>Errors</b> are those of {@code work}, once it is undone; what still runs of it then is cancelled at the
     * server. If it cannot be undone, that failure is suppressed on the first, nothing more can be done in the
     * transaction, and its connection is closed. Nothing is retried here: a failure that is let through to
     * {@link HeadgateClient#inTransaction} makes the whole run again where that can help.
     */
    <T> Mono<T> inSavepoint(Function<? super HeadgateTransaction, ? extends Mono<T>> work);
}
