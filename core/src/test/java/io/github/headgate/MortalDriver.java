package io.github.headgate;

import io.github.headgate.testkit.ScriptedConnection;
import io.github.headgate.testkit.ScriptedConnectionFactory;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import reactor.core.publisher.Mono;

/** A scripted driver whose sockets tell when the other side ends them, and can lag behind. For one thread. */
final class MortalDriver implements Driver {

    private final ScriptedConnectionFactory factory;
    private final Deque<MortalSocket> sockets = new ArrayDeque<>();
    private final Deque<Runnable> behind = new ArrayDeque<>();
    private boolean lagging;

    MortalDriver(ScriptedConnectionFactory factory) {
        this.factory = factory;
    }

    /** Ends the connection that was made last. */
    void endOne() {
        sockets.removeLast().end();
    }

    void endAll() {
        while (!sockets.isEmpty()) {
            endOne();
        }
    }

    /** From now on nothing that comes is read. */
    void lag() {
        lagging = true;
    }

    /** Reads what has come. */
    void catchUp() {
        lagging = false;
        while (!behind.isEmpty()) {
            behind.remove().run();
        }
    }

    @Override
    public Dialer dialer(int lines, HeadgateOptions options) {
        return new MortalDialer();
    }

    @Override
    public ConnectionFactory factory() {
        return factory;
    }

    private final class MortalDialer implements Dialer {

        @Override
        public Mono<? extends Connection> dial(int line, Use use) {
            return factory.create();
        }

        @Override
        public Socket socket(int line, Connection connection) {
            MortalSocket socket = new MortalSocket((ScriptedConnection) connection);
            sockets.add(socket);
            return socket;
        }

        @Override
        public void hangUp(int line) {
            // a call that has failed has left nothing open
        }

        @Override
        public void giveUp(int line) {
            // what comes late is told by its call
        }

        @Override
        public Mono<Void> cancelRequest(Connection connection) {
            return Mono.empty();
        }
    }

    private final class MortalSocket extends AnyDriver.AnySocket {

        private final ScriptedConnection connection;
        private final List<Runnable> onClose = new ArrayList<>();

        MortalSocket(ScriptedConnection connection) {
            super(connection);
            this.connection = connection;
        }

        void end() {
            connection.kill(Scripted.closed());
            close();
        }

        @Override
        public void close() {
            if (isOpen()) {
                super.close();
                onClose.forEach(Runnable::run);
            }
        }

        @Override
        public void onClose(Runnable action) {
            onClose.add(action);
        }

        @Override
        public void later(Runnable action) {
            if (lagging) {
                behind.add(action);
            } else {
                action.run();
            }
        }
    }
}
