package io.github.headgate;

import io.r2dbc.spi.R2dbcNonTransientResourceException;

/** Signalled when the client has been closed. Nothing was sent. */
public final class ClientClosedException extends R2dbcNonTransientResourceException implements HeadgateException {

    private static final long serialVersionUID = 1L;

    ClientClosedException(String name) {
        super("client " + name + " is closed", "08003");
    }

    @Override
    public Verdict verdict() {
        return Verdict.NOT_SENT;
    }
}
