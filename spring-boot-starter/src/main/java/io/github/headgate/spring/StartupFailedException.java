package io.github.headgate.spring;

import io.github.headgate.reactor.Readiness;
import java.time.Duration;

/**
 * The database was not ready when the application should have started, and {@code headgate.startup} is {@code wait}.
 */
final class StartupFailedException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    /** The time was over. */
    StartupFailedException(Duration waited, Readiness readiness) {
        super("the database was not ready within " + waited.toMillis() + " ms (" + readiness.attempts()
                + " failed attempts)" + readiness.lastFailure().map(cause -> ": " + cause.getMessage()).orElse(""));
        readiness.lastFailure().ifPresent(this::initCause);
    }

    /** It cannot be opened until somebody mends something. */
    StartupFailedException(Throwable refusal) {
        super(refusal.getMessage(), refusal);
    }
}
