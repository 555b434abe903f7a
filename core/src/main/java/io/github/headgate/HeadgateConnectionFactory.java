package io.github.headgate;

import static java.util.Objects.requireNonNull;

import io.r2dbc.spi.Closeable;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryMetadata;
import io.r2dbc.spi.Wrapped;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The engine of a {@link HeadgateClient} as an R2DBC {@link ConnectionFactory}, for anything that is written for R2DBC.
 * Found by URL too: {@code r2dbc:headgate:postgresql://user:password@host:5432/database?timeout=4s&maxSize=20}.
 */
public final class HeadgateConnectionFactory implements ConnectionFactory, Closeable, Wrapped<ConnectionFactory> {

    private final HeadgateClient client;
    private final Operations operations;
    private final CommitOutcomes outcomes;
    private final HeadgateOptions options;
    private final Journal journal;

    HeadgateConnectionFactory(
            HeadgateClient client, Operations operations, CommitOutcomes outcomes, HeadgateOptions options,
            Journal journal) {
        this.client = client;
        this.operations = operations;
        this.outcomes = outcomes;
        this.options = options;
        this.journal = journal;
    }

    /** The client whose engine this is. */
    public HeadgateClient client() {
        return client;
    }

    /**
     * Takes a connection, as a query would: it waits for the engine and for a connection, opens one if it must, and is
     * run again within the bounds. The deadline covers the time until the connection is handed out.
     *
     * <p>A connection that is closed goes back to the pool at rest: what still runs on it is cancelled at the server,
     * what was not read is read and thrown away, an open transaction is rolled back, and what
     * {@link HeadgateOptions.Builder#sessionReset} names is as it was. What does not come to rest within
     * {@code cancellationTimeout} is closed.
     *
     * <p>The last value of a result is emitted with the end of its statement, so that a write which fails at its end, as
     * under a deferred constraint, has not shown it.
     *
     * <p>What is sent over the connection is nobody's but its user's, and nothing of it is run again. A deadline in the
     * Reactor {@code Context} bounds each statement to its first signal: then it fails with
     * {@link DeadlineExceededException}, which is {@code UNKNOWN} outside of a transaction, and aborts one.
     *
     * <p>It unwraps to the driver's, as in {@code unwrap(PostgresqlConnection.class)}, until it is closed. What is said
     * over that is not followed, so it must have ended before the close; what is listened to there stays so for the next
     * borrower, unless {@code UNLISTEN} is sent or the reset is {@link SessionReset#FULL}.
     *
     * <p>A {@code commitTransaction()} whose answer is lost fails with {@link OutcomeUnknownException}, or is resolved, see
     * {@link HeadgateOptions.Builder#commitOutcome}.
     *
     * <p><b>Errors</b> are those of {@link Sql#update()}; nothing was sent.
     */
    @Override
    public Mono<Connection> create() {
        Optional<Overdue> overdue = options.leakDetectionThreshold().map(held -> new Overdue(held, options, journal));
        return Mono.deferContextual(context -> operations.lease()
                .map(lease -> guarded(lease, Operation.in(context), overdue)));
    }

    private Connection guarded(Lease lease, Optional<Operation> outer, Optional<Overdue> overdue) {
        overdue.ifPresent(watch -> watch.over(lease));
        return new GuardedConnection(lease, outer, outcomes, options);
    }

    /**
     * The driver's own factory, for what needs a connection of its own, such as replication or a {@code LISTEN} without
     * end. A connection of it stands beside the pool: it waits for nothing, is bounded by nothing, and is its user's to
     * close.
     */
    @Override
    public ConnectionFactory unwrap() {
        return options.driver().factory();
    }

    /** Finds this, what {@link #unwrap()} gives, and what that wraps. */
    @Override
    public <E> @Nullable E unwrap(Class<E> target) {
        requireNonNull(target, "target");
        ConnectionFactory driver = unwrap();
        return !target.isInstance(this) && target.isInstance(driver)
                ? target.cast(driver)
                : Wrapped.super.unwrap(target);
    }

    /** Closes the client. */
    @Override
    public Mono<Void> close() {
        return client.close();
    }

    @Override
    public ConnectionFactoryMetadata getMetadata() {
        return unwrap().getMetadata();
    }

    @Override
    public String toString() {
        return "HeadgateConnectionFactory[" + options.name() + ", " + options.driver() + "]";
    }
}
