package io.github.headgate;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactoryMetadata;
import reactor.core.publisher.Mono;

/**
 * What makes physical connections. A driver cannot abort a connect, so each runs at a numbered place, by which its
 * socket is found again.
 */
interface Driver {

    /** Called once, before the first connect, with the number of places and the settings that concern the driver. */
    Dialer dialer(int places, HeadgateOptions options);

    ConnectionFactoryMetadata metadata();

    /** Makes connections at places; one at a time at each. */
    interface Dialer {

        /** One connect. Never cancelled. */
        Mono<? extends Connection> dial(int place);

        /** The socket of the connect that runs or has just ended at {@code place}, with what came of it. */
        Socket socket(int place, Connection connection);

        /** Closes the socket of the connect that runs at {@code place}, which makes the connect fail. */
        void hangUp(int place);
    }

    /** The socket below a connection: the one thing that can be closed with nobody's consent. */
    interface Socket {

        boolean isOpen();

        /** Closes it at once, with no word to the server. Does nothing if it is closed. */
        void close();

        /** Runs {@code action} when it is closed, by whomever; at once if it is. Never, where it cannot be known. */
        void onClose(Runnable action);
    }
}
