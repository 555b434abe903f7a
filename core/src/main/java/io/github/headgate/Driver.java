package io.github.headgate;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import java.util.Optional;
import reactor.core.publisher.Mono;

/**
 * What makes physical connections. A driver can abort neither a connect nor a cancel request, so each runs on a numbered
 * line, by which its socket is found again.
 */
interface Driver {

    /** Called once, before the first connect, with the number of lines and the settings that concern the driver. */
    Dialer dialer(int lines, HeadgateOptions options);

    /** The driver's own factory, which makes connections of no pool. */
    ConnectionFactory factory();

    /** The name of the database, if one was given. */
    default Optional<String> database() {
        return Optional.empty();
    }

    /** What a connection is for. */
    enum Use {

        /** For whoever asks the pool for one: it shares the work with the others. */
        POOL,

        /** For ourselves, to ask how the server is: it has next to nothing to do. */
        ASIDE
    }

    /** Makes connections on lines; one call at a time on each. */
    interface Dialer {

        /** One connect. Never cancelled. */
        Mono<? extends Connection> dial(int line, Use use);

        /** The socket of the connect that runs or has just ended on {@code line}, with what came of it. */
        Socket socket(int line, Connection connection);

        /** Closes the socket of the call that runs on {@code line}, which makes the call fail. */
        void hangUp(int line);

        /**
         * Tells the sockets of the call that runs on {@code line} from those of the calls to come, which do not wait for its
         * end.
         */
        void giveUp(int line);

        /**
         * Asks the server to cancel what runs on {@code connection}, by a connect of its own on the line on which that
         * was dialled. Completes when the server has closed that one, so that the request hits nothing that comes later.
         * Fails if the driver knows no such thing. Never cancelled.
         */
        Mono<Void> cancelRequest(Connection connection);
    }

    /** The socket below a connection: the one thing that can be closed with nobody's consent, and that tells the truth. */
    interface Socket {

        boolean isOpen();

        /** Closes it at once, with no word to the server. Does nothing if it is closed. */
        void close();

        /** Runs {@code action} when it is closed, by whomever; at once if it is. Never, where it cannot be known. */
        void onClose(Runnable action);

        /** Whether the server has said of everything that was sent that it is ready for the next query. */
        boolean isAnswered();

        /** Completes when it {@link #isAnswered}, or is closed. */
        Mono<Void> answered();

        /** Runs {@code action} on its event loop, where it has one, behind what that is about to do. */
        void later(Runnable action);

        /** The same, when what had come until now has been read. */
        void whenCaughtUp(Runnable action);

        /** How often something was read from it. Stays as it is where that cannot be known. */
        long reads();

        /** Lets rows be thrown away before the driver reads them, until it is told otherwise. */
        void discardRows(boolean discarding);

        /** Whether the server has said last that a transaction is open, be it a failed one. */
        boolean isInTransaction();
    }
}
