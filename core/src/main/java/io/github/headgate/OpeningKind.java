package io.github.headgate;

import io.netty.channel.ConnectTimeoutException;
import io.r2dbc.spi.R2dbcTimeoutException;
import java.net.ConnectException;
import java.util.concurrent.TimeoutException;

/** What a connect met that failed, by which openings differ in how long they take. */
enum OpeningKind {

    /** Nobody listened. */
    REFUSED,

    /** A server that starts, recovers or shuts down (57P03). */
    STARTING,

    /** No answer in time. */
    SILENT,

    /** Something else: a proxy in between, a name that is not known, a reset. */
    OTHER;

    static OpeningKind of(Throwable failure) {
        if ("57P03".equals(Failures.sqlState(failure))) {
            return STARTING;
        }
        if (Failures.causes(failure).anyMatch(OpeningKind::isTimeout)) {
            return SILENT;
        }
        return Failures.causes(failure).anyMatch(ConnectException.class::isInstance) ? REFUSED : OTHER;
    }

    /** Netty's is a {@link ConnectException} too, so it is asked for first. */
    private static boolean isTimeout(Throwable failure) {
        return failure instanceof R2dbcTimeoutException
                || failure instanceof TimeoutException
                || failure instanceof ConnectTimeoutException;
    }
}
