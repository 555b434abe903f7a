package io.github.headgate;

import io.r2dbc.spi.R2dbcTransientResourceException;

/**
 * Signalled at once when as many operations wait, for the engine or for a connection, as {@code maxWaiters} allows.
 * Nothing was sent.
 */
public final class TooManyWaitersException extends R2dbcTransientResourceException implements HeadgateException {

    private static final long serialVersionUID = 1L;

    TooManyWaitersException(String name, int maxWaiters) {
        super("client " + name + ": " + maxWaiters + " operations wait already, and maxWaiters is " + maxWaiters,
                "53000");
    }

    @Override
    public Verdict verdict() {
        return Verdict.NOT_SENT;
    }
}
