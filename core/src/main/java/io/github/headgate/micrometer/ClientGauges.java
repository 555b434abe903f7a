package io.github.headgate.micrometer;

import io.github.headgate.ClientSnapshot;
import io.github.headgate.HeadgateClient;
import io.github.headgate.HeadgateOptions;
import io.github.headgate.reactor.Readiness;
import io.micrometer.core.instrument.Tags;
import java.util.function.ToDoubleFunction;

/** Where a client stands, read when somebody asks. */
final class ClientGauges {

    private static final String CONNECTIONS = "connections";

    private final Registrar registrar;
    private final HeadgateClient client;

    ClientGauges(Registrar registrar, HeadgateClient client) {
        this.registrar = registrar;
        this.client = client;
    }

    /** The state is a gauge for each that there is, which is 1 for the one that it is in. */
    void engine() {
        for (Readiness.State state : Readiness.State.values()) {
            registrar.with(Tags.of("state", Names.of(state)))
                    .gauge("headgate.state", "1 for the state that the engine is in, 0 for the others", client,
                            asked -> asked.snapshot().readiness().state() == state ? 1 : 0);
        }
        gauge("headgate.generation", "The generation that is open, being opened or next; 0 after the close",
                snapshot -> snapshot.readiness().generation());
        gauge("headgate.operations.running", "Operations under way, those that wait included", ClientSnapshot::running);
        gauge("headgate.waiters", "Operations that wait for the engine or for a connection", ClientSnapshot::waiting);
        gauge("headgate.retry.budget", "How full the retry budget is; below 0.5 nothing is retried under load",
                ClientSnapshot::retryBudget);
        gauge("headgate.connections.open", "All open connections, the sentinel and those of ended generations included",
                ClientSnapshot::open);
    }

    void pool(HeadgateOptions options) {
        String count = "The number of connections that are currently in the state";
        registrar.with(Tags.of(Keys.POOL_STATE, "used"))
                .gauge("db.client.connection.count", count, client, asked -> asked.snapshot().inUse());
        registrar.with(Tags.of(Keys.POOL_STATE, "idle"))
                .gauge("db.client.connection.count", count, client, asked -> asked.snapshot().idle());
        gauge("db.client.connection.max", "The maximum number of open connections allowed",
                snapshot -> options.maxSize());
        gauge("db.client.connection.idle.max", "The maximum number of idle open connections allowed",
                snapshot -> options.maxSize());
        gauge("db.client.connection.idle.min", "The minimum number of idle open connections allowed", snapshot -> 0);
        gauge("db.client.connection.pending_requests", "The number of current pending requests for an open connection",
                ClientSnapshot::waiting);
    }

    /** What Spring Boot's {@code ConnectionPoolMetrics} show of an r2dbc-pool, by the same names. */
    void r2dbcPool(HeadgateOptions options) {
        connections("r2dbc.pool.acquired", "Size of successfully acquired connections which are in active use.",
                ClientSnapshot::inUse);
        connections("r2dbc.pool.allocated",
                "Size of allocated connections in the pool which are in active use or idle.",
                snapshot -> snapshot.inUse() + snapshot.idle());
        connections("r2dbc.pool.idle", "Size of idle connections in the pool.", ClientSnapshot::idle);
        connections("r2dbc.pool.pending",
                "Size of pending to acquire connections from the underlying connection factory.",
                ClientSnapshot::waiting);
        connections("r2dbc.pool.max.allocated", "Maximum size of allocated connections that this pool allows.",
                snapshot -> options.maxSize());
        connections("r2dbc.pool.max.pending",
                "Maximum size of pending state to acquire connections that this pool allows.",
                snapshot -> options.maxWaiters());
    }

    private void gauge(String name, String description, ToDoubleFunction<ClientSnapshot> value) {
        registrar.gauge(name, description, client, asked -> value.applyAsDouble(asked.snapshot()));
    }

    private void connections(String name, String description, ToDoubleFunction<ClientSnapshot> value) {
        registrar.gauge(name, description, CONNECTIONS, client, asked -> value.applyAsDouble(asked.snapshot()));
    }
}
