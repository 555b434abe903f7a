package io.github.headgate.micrometer;

import io.github.headgate.DeadlineExceededException;
import io.github.headgate.HeadgateEvent.ConnectionAcquired;
import io.github.headgate.HeadgateEvent.ConnectionHeld;
import io.github.headgate.HeadgateEvent.ConnectionOpened;
import io.github.headgate.HeadgateEvent.ConnectionReturned;
import io.github.headgate.HeadgateEvent.OperationEnded;
import io.github.headgate.NotReadyException;
import io.github.headgate.Phase;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;

/** How long connections are waited for, made and used. */
final class ConnectionMeters {

    private final Timer wait;
    private final Timer create;
    private final Timer use;
    private final Counter timeouts;
    private final Counter held;

    ConnectionMeters(Registrar registrar) {
        this.wait = registrar.timer("db.client.connection.wait_time",
                "The time it took to obtain an open connection from the pool, once the engine was ready");
        this.create = registrar.timer("db.client.connection.create_time",
                "The time it took to create a new connection");
        this.use = registrar.timer("db.client.connection.use_time",
                "The time between borrowing a connection and returning it to the pool");
        this.timeouts = registrar.counter("db.client.connection.timeouts",
                "Operations whose deadline passed while they waited for the engine or for a connection");
        this.held = registrar.counter("headgate.connections.held",
                "Connections that were out for longer than leakDetectionThreshold");
    }

    void hear(Hearing hearing) {
        hearing.of(ConnectionAcquired.class, acquired -> wait.record(acquired.waited()))
                .of(ConnectionOpened.class, opened -> create.record(opened.took()))
                .of(ConnectionReturned.class, returned -> use.record(returned.after()))
                .of(ConnectionHeld.class, leak -> held.increment())
                .of(OperationEnded.class, this::ended);
    }

    private void ended(OperationEnded ended) {
        if (isCounted(ended) && ended.failure().filter(ConnectionMeters::isTimeout).isPresent()) {
            timeouts.increment();
        }
    }

    /** Of a guard and what is inside, only that which waited; and no health check, which is nobody's work. */
    private static boolean isCounted(OperationEnded ended) {
        return switch (ended.kind()) {
            case HEALTH -> false;
            case GUARD -> ended.generation() == 0;
            default -> true;
        };
    }

    private static boolean isTimeout(Throwable failure) {
        return (failure instanceof NotReadyException late && !late.isRefusal())
                || (failure instanceof DeadlineExceededException slow && slow.phase() == Phase.ACQUIRE);
    }
}
