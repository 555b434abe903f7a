package io.github.headgate.micrometer;

import io.github.headgate.HeadgateEvent.OperationEnded;
import io.github.headgate.HeadgateEvent.OperationEnded.Termination;
import io.github.headgate.OperationKind;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.Map;

/** How long operations take, by what they are and how they end. */
final class OperationMeters {

    private static final String DURATION = "db.client.operation.duration";
    private static final String DESCRIPTION = "Duration of database client operations, retries included";

    private final Registrar registrar;
    private final Map<OperationKind, Timer> completed = new EnumMap<>(OperationKind.class);

    OperationMeters(Registrar client, String database) {
        this.registrar = client.with(Tags.of(Keys.SYSTEM, Keys.POSTGRESQL, Keys.NAMESPACE, database));
        for (OperationKind kind : OperationKind.values()) {
            completed.put(kind, tagged(kind, Termination.COMPLETED, Keys.NONE, Keys.NONE).timer(DURATION, DESCRIPTION));
        }
    }

    void hear(Hearing hearing) {
        hearing.of(OperationEnded.class, this::ended);
    }

    private void ended(OperationEnded ended) {
        Timer known = ended.termination() == Termination.COMPLETED ? completed.get(ended.kind()) : null;
        Timer timer = known != null
                ? known
                : tagged(ended.kind(), ended.termination(), Names.errorType(ended), Names.statusCode(ended))
                        .passingTimer(DURATION, DESCRIPTION);
        timer.record(ended.after());
    }

    private Registrar tagged(OperationKind kind, Termination termination, String errorType, String statusCode) {
        return registrar.with(Tags.of(
                Keys.OPERATION, Names.of(kind),
                Keys.OUTCOME, Names.of(termination),
                Keys.ERROR_TYPE, errorType,
                Keys.STATUS_CODE, statusCode));
    }
}
