package io.github.headgate.micrometer;

import io.github.headgate.HeadgateEvent.OperationEnded;
import io.github.headgate.OperationDescription;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.SenderContext;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is known of an operation that is observed. A span of it is a client's; nothing is propagated to the server, which
 * has no place for it.
 */
public final class HeadgateObservationContext extends SenderContext<Object> {

    private final OperationDescription operation;
    private volatile @Nullable OperationEnded ended; // null: not yet

    HeadgateObservationContext(OperationDescription operation) {
        super((carrier, key, value) -> {}, Kind.CLIENT);
        this.operation = operation;
    }

    public OperationDescription operation() {
        return operation;
    }

    /** How it ended, once it has. */
    public Optional<OperationEnded> ended() {
        return Optional.ofNullable(ended);
    }

    void end(OperationEnded how) {
        ended = how;
    }
}
