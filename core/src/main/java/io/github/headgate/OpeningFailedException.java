package io.github.headgate;

import io.r2dbc.spi.R2dbcNonTransientResourceException;
import java.time.Duration;

/**
 * Signalled when the engine cannot be opened until somebody mends something: a wrong password, an unknown database, TLS
 * that the server does not speak. Nothing was sent. The message and the cause name what is wrong; attempts go on behind
 * it, so the client heals when it is mended.
 */
public final class OpeningFailedException extends R2dbcNonTransientResourceException implements HeadgateException {

    private static final long serialVersionUID = 1L;

    private final int attempts;
    private final Duration age;

    OpeningFailedException(String name, int attempts, Duration age, Throwable cause) {
        super("client " + name + " cannot be opened: " + Failures.words(cause) + " (attempt " + attempts + ", "
                + age.toMillis() + " ms ago)", Failures.sqlState(cause), cause);
        this.attempts = attempts;
        this.age = age;
    }

    /** How many attempts to open this generation have failed. */
    public int attempts() {
        return attempts;
    }

    /** How long ago the latest of them failed. */
    public Duration age() {
        return age;
    }

    @Override
    public Verdict verdict() {
        return Verdict.PERMANENT;
    }
}
