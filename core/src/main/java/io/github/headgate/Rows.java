package io.github.headgate;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The rows of a statement. Each subscription runs the statement once more, on a connection of its own unless it is in a
 * transaction, and holds the connection until the end of the answer, an error or a cancel.
 *
 * <p>A cancel leaves the rest of the answer unread: if the server does not end it within some milliseconds, it is asked
 * to cancel the statement, and if that does not help within {@code cancellationTimeout}, the connection is closed.
 *
 * <p><b>Errors</b> are those of {@link Sql#update()}; a read whose answer is lost is run again, and fails with the
 * driver's own error in the end.
 */
public interface Rows<T> {

    /**
     * All rows in the order in which the server sent them, as many as downstream asks for. The deadline covers the
     * first row or the end, whichever comes first; what comes later may take its time. Nothing is retried after the
     * first row.
     */
    Flux<T> all();

    /**
     * The only row, or empty if there is none. Fails with {@link IllegalStateException} if there is a second. Emits
     * when the server has ended the statement.
     */
    Mono<T> one();

    /**
     * The first row, or empty if there is none. A query is cut short by it; a write is read to its end, so that it
     * emits when the write is known to be done.
     */
    Mono<T> first();
}
