package io.github.headgate.micrometer;

import static java.util.Objects.requireNonNull;

import io.github.headgate.HeadgateClient;
import io.github.headgate.HeadgateEvent;
import io.github.headgate.HeadgateEvent.ClientClosed;
import io.github.headgate.HeadgateListener;
import io.github.headgate.HeadgateOptions;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import org.jspecify.annotations.Nullable;

/**
 * Counts and times what happens in a client, for a {@link MeterRegistry}. One for each client: it is the listener that
 * the client is made with, and gets to know it then.
 *
 * <pre>{@code
 * HeadgateClient client = HeadgateClient.create(HeadgateOptions.builder(url)
 *         .name("orders")
 *         .addListener(HeadgateMeters.of(registry))
 *         .build());
 * }</pre>
 *
 * <p>The meters go when the client is closed, and with them what came since a registry was last read or has published.
 * Where two clients have the same name and tags, the meters are those of the one that was made later.
 *
 * <p>Meters: {@code db.client.operation.duration} and {@code db.client.connection.*} as OpenTelemetry's conventions for
 * database clients have them; {@code headgate.*} for what these do not know. Times are in seconds. All have the client's
 * name as {@code db.client.connection.pool.name}, and tags of which there are few values: no statement, no argument, no
 * address.
 *
 * @see <a href="https://opentelemetry.io/docs/specs/semconv/db/database-metrics/">OpenTelemetry's conventions</a>
 */
public final class HeadgateMeters implements HeadgateListener {

    private final Registrations registrations;
    private final Tags tags;
    private final @Nullable String r2dbcPool; // null: none
    private final Hearing hearing = new Hearing();
    private boolean taken; // guarded by this

    private HeadgateMeters(Builder builder) {
        this.registrations = new Registrations(builder.registry);
        this.tags = builder.tags;
        this.r2dbcPool = builder.r2dbcPool;
    }

    public static HeadgateMeters of(MeterRegistry registry) {
        return builder(registry).build();
    }

    public static Builder builder(MeterRegistry registry) {
        return new Builder(registry);
    }

    /**
     * Registers the meters of {@code client}.
     *
     * @throws IllegalStateException if it is the second, for an event does not say whose it is
     */
    @Override
    public void created(HeadgateClient client, HeadgateOptions options) {
        take(options.name());
        Registrar registrar = new Registrar(registrations, tags.and(Keys.POOL, options.name()));
        new OperationMeters(registrar, options.database().orElse(Keys.NONE)).hear(hearing);
        new ConnectionMeters(registrar).hear(hearing);
        new EngineMeters(registrar).hear(hearing);
        new RetryMeters(registrar).hear(hearing);
        ClientGauges gauges = new ClientGauges(registrar, client);
        gauges.engine();
        gauges.pool(options);
        if (r2dbcPool != null) {
            new ClientGauges(new Registrar(registrations, tags.and("name", r2dbcPool)), client).r2dbcPool(options);
        }
    }

    private synchronized void take(String name) {
        if (taken) {
            throw new IllegalStateException("these are another client's meters: make others for '" + name + "'");
        }
        taken = true;
    }

    @Override
    public void on(HeadgateEvent event) {
        if (event instanceof ClientClosed) {
            registrations.remove();
        } else {
            hearing.tell(event);
        }
    }

    @Override
    public boolean hearsOperations() {
        return true;
    }

    /** Gathers the settings. */
    public static final class Builder {

        private final MeterRegistry registry;
        private Tags tags = Tags.empty();
        private @Nullable String r2dbcPool;

        private Builder(MeterRegistry registry) {
            this.registry = requireNonNull(registry, "registry");
        }

        /** Tags that all meters get besides their own. None by default. */
        public Builder tags(Tags tags) {
            this.tags = requireNonNull(tags, "tags");
            return this;
        }

        /**
         * Registers {@code r2dbc.pool.*} too, as Spring Boot does for an r2dbc-pool, with this as their {@code name}. They
         * follow the client from generation to generation. Not registered by default.
         *
         * @throws IllegalArgumentException if blank
         */
        public Builder r2dbcPool(String name) {
            if (name.isBlank()) {
                throw new IllegalArgumentException("name must not be blank");
            }
            this.r2dbcPool = name;
            return this;
        }

        public HeadgateMeters build() {
            return new HeadgateMeters(this);
        }
    }
}
