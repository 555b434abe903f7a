package io.github.headgate;

import io.r2dbc.spi.Closeable;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryMetadata;
import reactor.core.publisher.Mono;

/**
 * The engine of a {@link HeadgateClient} as an R2DBC {@link ConnectionFactory}, for anything that is written for R2DBC.
 * Found by URL too: {@code r2dbc:headgate:postgresql://user:password@host:5432/database?timeout=4s&maxSize=20}.
 */
public final class HeadgateConnectionFactory implements ConnectionFactory, Closeable {

    private final HeadgateClient client;
    private final Operations operations;
    private final HeadgateOptions options;

    HeadgateConnectionFactory(HeadgateClient client, Operations operations, HeadgateOptions options) {
        this.client = client;
        this.operations = operations;
        this.options = options;
    }

    /** The client whose engine this is. */
    public HeadgateClient client() {
        return client;
    }

    /**
     * Takes a connection, as a query would: it waits for the engine and for a connection, opens one if it must, and is
     * run again within the bounds. The deadline covers the time until the connection is handed out.
     *
     * <p>The connection goes back to the pool when it is closed, if it is at rest by then: with every result read and
     * no transaction open. What is not at rest is rolled back, or closed.
     *
     * <p><b>Errors</b> are those of {@link Sql#update()}; nothing was sent.
     */
    @Override
    public Mono<Connection> create() {
        return Mono.deferContextual(context -> operations.lease()
                .map(lease -> new GuardedConnection(lease, Operation.in(context))));
    }

    /** Closes the client. */
    @Override
    public Mono<Void> close() {
        return client.close();
    }

    @Override
    public ConnectionFactoryMetadata getMetadata() {
        return options.driver().metadata();
    }

    @Override
    public String toString() {
        return "HeadgateConnectionFactory[" + options.name() + ", " + options.driver() + "]";
    }
}
