package io.github.headgate;

import io.github.headgate.reactor.Transition;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.TransactionDefinition;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A Postgres client whose operations wait until the database is there, run once, and end within their deadline.
 *
 * <p>Every operation goes the same way: it waits for the engine to be ready, takes a connection, and runs; one retry and
 * one deadline stand around all of it. An engine that is lost is opened again once, whoever and however many notice.
 *
 * <pre>{@code
 * HeadgateClient client = HeadgateClient.create("r2dbc:headgate:postgresql://app:secret@localhost/orders");
 * Mono<Long> orders = client.sql("select count(*) from orders where customer = $1")
 *         .bind("$1", 7)
 *         .query(row -> row.get(0, Long.class))
 *         .one();
 * }</pre>
 *
 * <p>Safe for use by many threads. It opens nothing until it is first used. Results are emitted on the driver's event
 * loop, deadlines on the timer, so subscribers must not block.
 */
public interface HeadgateClient extends Statements {

    /** A client with the settings of a URL, see {@link HeadgateOptions#builder(String)}. */
    static HeadgateClient create(String url) {
        return create(HeadgateOptions.builder(url).build());
    }

    static HeadgateClient create(HeadgateOptions options) {
        return DefaultHeadgateClient.created(options);
    }

    /**
     * Runs {@code work} in a transaction and commits it.
     *
     * <p><b>Shape.</b> Cold. Emits what {@code work} emits, once it is committed; {@code work} failing, or a cancel,
     * rolls back. {@code work} must not send {@code COMMIT} or {@code ROLLBACK} itself, and what it runs through the client
     * instead of the transaction runs on another connection, outside of it.
     *
     * <p><b>Retries.</b> The whole of {@code work} again after a serialization failure, a deadlock, or a connection that
     * was lost before {@code COMMIT}; so what it does beside its statements must bear that.
     *
     * <p><b>Errors.</b> {@link OutcomeUnknownException} if the answer to {@code COMMIT} is lost; otherwise as
     * {@link Sql#update()}, and nothing was kept.
     */
    <T> Mono<T> inTransaction(Function<? super HeadgateTransaction, ? extends Mono<T>> work);

    /**
     * As {@link #inTransaction(Function)}, with an isolation level, read-only, a time of its own, and what else R2DBC can
     * ask for.
     *
     * @param definition {@link TransactionOptions}, an {@link io.r2dbc.spi.IsolationLevel}, or the driver's own
     */
    <T> Mono<T> inTransaction(
            TransactionDefinition definition, Function<? super HeadgateTransaction, ? extends Mono<T>> work);

    /**
     * Asks whether queries would be answered now, by sending one the way they go.
     *
     * <p>Emits one answer within {@code healthTimeout}, and never fails. Concurrent callers share a round trip, and an
     * {@code UP} is given to those who come within {@code healthShare}, unless its generation has been lost since. It
     * disturbs nothing: during an opening it waits as a query would.
     */
    Mono<Health> health();

    /**
     * Puts one deadline and one retry around several operations, or around anything that holds operations of this
     * client. Operations inside leave both to it, and share its deadline to their end; the deadline of the guard itself
     * covers the first signal.
     *
     * <p>It subscribes to {@code guarded} again only if an operation of this client inside failed, nothing was emitted
     * yet, and all that was sent was declared a read or idempotent, or is known not to have been done.
     */
    <T> Flux<T> guard(Publisher<T> guarded);

    /** The same engine as an R2DBC {@link ConnectionFactory}. Closing it is closing the client. */
    HeadgateConnectionFactory connectionFactory();

    /**
     * Completes when the engine is ready; opens it if nobody has yet. Fails with {@link OpeningFailedException} or
     * {@link ClientClosedException}; there is no deadline.
     */
    Mono<Void> ready();

    /** The steps of the engine, from now on, in order. Hot; completes with the close. */
    Flux<Transition> transitions();

    /** Where the client stands now. Costs nothing and asks nobody. */
    ClientSnapshot snapshot();

    /**
     * Takes no more work, lets running operations end within {@code drainTimeout}, and closes every connection. What still
     * runs then is cancelled at the server, but for a {@code COMMIT}. Cold; never fails; may be subscribed more than once.
     */
    Mono<Void> close();
}
