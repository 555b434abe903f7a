package io.github.headgate.micrometer;

import io.github.headgate.HeadgateEvent.OperationEnded;
import io.github.headgate.OperationDescription;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * What an observation is called, and what it says: as OpenTelemetry's conventions for PostgreSQL have it. Override what
 * is to be different.
 *
 * @see <a href="https://opentelemetry.io/docs/specs/semconv/db/postgresql/">OpenTelemetry's conventions for
 *     PostgreSQL</a>
 */
public interface HeadgateObservationConvention extends ObservationConvention<HeadgateObservationContext> {

    /** Not that of a meter of {@link HeadgateMeters}: an observation may be made a timer of its own. */
    @Override
    default String getName() {
        return "headgate.operation";
    }

    /** What is done, and to which database where that is known. */
    @Override
    default String getContextualName(HeadgateObservationContext context) {
        OperationDescription operation = context.operation();
        String kind = Names.of(operation.kind());
        return operation.database().map(database -> kind + " " + database).orElse(kind);
    }

    @Override
    default KeyValues getLowCardinalityKeyValues(HeadgateObservationContext context) {
        OperationDescription operation = context.operation();
        return KeyValues.of(
                Keys.SYSTEM, Keys.POSTGRESQL,
                Keys.NAMESPACE, operation.database().orElse(Keys.NONE),
                Keys.OPERATION, Names.of(operation.kind()),
                Keys.POOL, operation.client(),
                Keys.OUTCOME, context.ended().map(ended -> Names.of(ended.termination())).orElse(Keys.NONE),
                Keys.ERROR_TYPE, context.ended().map(Names::errorType).orElse(Keys.NONE),
                Keys.STATUS_CODE, context.ended().map(Names::statusCode).orElse(Keys.NONE));
    }

    /** Has the statement in it only if that {@link HeadgateObservations.Builder#queryText was asked for}. */
    @Override
    default KeyValues getHighCardinalityKeyValues(HeadgateObservationContext context) {
        return context.ended().map(HeadgateObservationConvention::keyValues).orElse(KeyValues.empty());
    }

    private static KeyValues keyValues(OperationEnded ended) {
        return KeyValues.of(
                Keys.GENERATION, String.valueOf(ended.generation()),
                Keys.ATTEMPTS, String.valueOf(ended.attempts()));
    }

    @Override
    default boolean supportsContext(Observation.Context context) {
        return context instanceof HeadgateObservationContext;
    }
}
