package io.github.headgate.micrometer;

import static java.util.Objects.requireNonNull;

import io.github.headgate.OperationDescription;
import io.github.headgate.OperationKind;
import io.github.headgate.OperationObserver;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import org.jspecify.annotations.Nullable;
import reactor.util.context.ContextView;

/**
 * Makes an observation of each operation, and so a span where there is a tracer. Its parent is the observation in the
 * subscriber's {@code Context}, else that of the subscribing thread; and it is the parent of what runs inside.
 *
 * <p>Operations of the fluent API are observed whole: waiting, all attempts and the backing off between them, with
 * attempts and retries as events; a transaction from {@code BEGIN} to {@code COMMIT}, and not its statements. Of the {@code ConnectionFactory} it
 * is the way to a connection that is observed; the statements over it are for r2dbc-proxy to observe. Health checks
 * are not observed.
 *
 * <p>No key has a value in it, and of a failure the observation's error has the SQLSTATE and the class alone, since a
 * server's message may quote a value; unless {@link Builder#queryText} asks for more. A convention finds the failure
 * itself in {@link HeadgateObservationContext#ended}.
 *
 * <p>Immutable; one may serve several clients.
 */
public final class HeadgateObservations implements OperationObserver {

    private static final HeadgateObservationConvention DEFAULT = new HeadgateObservationConvention() {};
    private static final Observed UNOBSERVED = event -> {};

    private final ObservationRegistry registry;
    private final @Nullable HeadgateObservationConvention convention; // null: the registry's, or the default
    private final boolean queryText;

    private HeadgateObservations(Builder builder) {
        this.registry = builder.registry;
        this.convention = builder.convention;
        this.queryText = builder.queryText;
    }

    public static HeadgateObservations of(ObservationRegistry registry) {
        return builder(registry).build();
    }

    public static Builder builder(ObservationRegistry registry) {
        return new Builder(registry);
    }

    @Override
    public Observed begun(OperationDescription operation, ContextView context) {
        if (operation.kind() == OperationKind.HEALTH) {
            return UNOBSERVED;
        }
        HeadgateObservationContext observed = new HeadgateObservationContext(operation);
        Observation observation = Observation.createNotStarted(convention, DEFAULT, () -> observed, registry);
        if (observation.isNoop()) {
            return UNOBSERVED;
        }
        context.<Observation>getOrEmpty(ObservationThreadLocalAccessor.KEY).ifPresent(observation::parentObservation);
        if (queryText) {
            operation.sql().ifPresent(sql -> observation.highCardinalityKeyValue(Keys.QUERY_TEXT, sql));
        }
        return new ObservedOperation(observation.start(), observed, this::error);
    }

    private Throwable error(Throwable failure) {
        return queryText ? failure : MessageWithheldException.of(failure);
    }

    /** Gathers the settings. */
    public static final class Builder {

        private final ObservationRegistry registry;
        private @Nullable HeadgateObservationConvention convention;
        private boolean queryText;

        private Builder(ObservationRegistry registry) {
            this.registry = requireNonNull(registry, "registry");
        }

        /** How observations are named and what they say. Defaults to the registry's, or else OpenTelemetry's. */
        public Builder convention(HeadgateObservationConvention convention) {
            this.convention = requireNonNull(convention, "convention");
            return this;
        }

        /**
         * Adds the statement, with its placeholders and without its arguments, as {@code db.query.text} of high
         * cardinality, and the failure as it was signalled as the error. What the application writes into its statements
         * instead of binding it stands in there too, and a message of the server's may quote what was bound, so it is
         * off by default.
         */
        public Builder queryText() {
            this.queryText = true;
            return this;
        }

        public HeadgateObservations build() {
            return new HeadgateObservations(this);
        }
    }
}
