package io.github.headgate;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import reactor.core.publisher.Mono;

/** A driver of which nothing is known but R2DBC: a connection is cut by closing it, and dies in silence. */
final class AnyDriver implements Driver {

    private final ConnectionFactory factory;

    AnyDriver(ConnectionFactory factory) {
        this.factory = factory;
    }

    @Override
    public Dialer dialer(int lines, HeadgateOptions options) {
        return new AnyDialer();
    }

    @Override
    public ConnectionFactory factory() {
        return factory;
    }

    @Override
    public String toString() {
        return factory.getMetadata().getName();
    }

    private final class AnyDialer implements Dialer {

        @Override
        public Mono<? extends Connection> dial(int line, Use use) {
            return Mono.from(factory.create());
        }

        @Override
        public Socket socket(int line, Connection connection) {
            return new AnySocket(connection);
        }

        @Override
        public void hangUp(int line) {
            // nothing to take hold of; what arrives late is closed then
        }

        @Override
        public void giveUp(int line) {
            // a connection that arrives late is told by its call
        }

        @Override
        public Mono<Void> cancelRequest(Connection connection) {
            return Mono.error(() -> new UnsupportedOperationException("R2DBC cannot cancel a statement"));
        }
    }

    /** Subscribes to the close, since cutting is not asking: nobody waits for it. */
    static class AnySocket implements Socket {

        private final Connection connection;
        private final AtomicBoolean open = new AtomicBoolean(true);

        AnySocket(Connection connection) {
            this.connection = connection;
        }

        @Override
        public boolean isOpen() {
            return open.get();
        }

        @Override
        public void close() {
            if (open.compareAndSet(true, false)) {
                Mono.from(connection.close()).onErrorComplete().subscribe();
            }
        }

        @Override
        public void onClose(Runnable action) {
            // R2DBC has no such event
        }

        @Override
        public void later(Runnable action) {
            action.run();
        }

        @Override
        public void whenCaughtUp(Runnable action) {
            action.run(); // as far as it can be known
        }

        @Override
        public boolean isAnswered() {
            return true; // as far as it can be known
        }

        @Override
        public Mono<Void> answered() {
            return Mono.empty();
        }

        @Override
        public long reads() {
            return 0;
        }

        @Override
        public void discardRows(boolean discarding) {
            // they are thrown away when they have been read
        }

        @Override
        public boolean isInTransaction() {
            return !connection.isAutoCommit();
        }
    }
}
