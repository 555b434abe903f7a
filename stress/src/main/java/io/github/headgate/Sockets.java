package io.github.headgate;

import java.lang.reflect.Proxy;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryMetadata;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

/** Connections on which nothing is ever sent. */
final class Sockets {

    private static final HeadgateOptions OPTIONS = HeadgateOptions.builder(new Nowhere()).build();

    private Sockets() {}

    /** A connection that stays open. */
    static Link openLink() {
        Connection connection = (Connection) Proxy.newProxyInstance(
                Sockets.class.getClassLoader(), new Class<?>[]{Connection.class}, (proxy, method, arguments) -> null);
        Driver.Dialer dialer = OPTIONS.driver().dialer(1, OPTIONS);
        return new Link(0, connection, dialer.socket(0, connection), Mono.empty(), OPTIONS);
    }

    private static final class Nowhere implements ConnectionFactory {

        @Override
        public Publisher<? extends Connection> create() {
            return Mono.never();
        }

        @Override
        public ConnectionFactoryMetadata getMetadata() {
            return () -> "nowhere";
        }
    }
}
