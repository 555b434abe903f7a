package io.github.headgate.micrometer;

import io.github.headgate.HeadgateEvent.OperationEnded;
import io.github.headgate.HeadgateEvent.OperationEnded.Termination;
import io.github.headgate.OperationKind;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.Map;

/** How long operations take, by what they are and how they end. */
final class OperationMeters {

    private final Meter.MeterProvider<Timer> duration;
    private final Map<OperationKind, Timer> completed = new EnumMap<>(OperationKind.class);

    OperationMeters(Registrar registrar, String database) {
        this.duration = registrar.with(Tags.of(Keys.SYSTEM, Keys.POSTGRESQL, Keys.NAMESPACE, database))
                .timerByTag("db.client.operation.duration", "Duration of database client operations, retries included");
        for (OperationKind kind : OperationKind.values()) {
            completed.put(kind, timer(kind, Termination.COMPLETED, Keys.NONE, Keys.NONE));
        }
    }

    void hear(Hearing hearing) {
        hearing.of(OperationEnded.class, this::ended);
    }

    private void ended(OperationEnded ended) {
        Timer known = ended.termination() == Termination.COMPLETED ? completed.get(ended.kind()) : null;
        Timer timer = known != null
                ? known
                : timer(ended.kind(), ended.termination(), Names.errorType(ended), Names.statusCode(ended));
        timer.record(ended.after());
    }

    private Timer timer(OperationKind kind, Termination termination, String errorType, String statusCode) {
        return duration.withTags(Tags.of(
                Keys.OPERATION, Names.of(kind),
                Keys.OUTCOME, Names.of(termination),
                Keys.ERROR_TYPE, errorType,
                Keys.STATUS_CODE, statusCode));
    }
}
