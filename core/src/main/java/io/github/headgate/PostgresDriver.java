package io.github.headgate;

import static io.r2dbc.postgresql.PostgresqlConnectionFactoryProvider.AUTODETECT_EXTENSIONS;
import static io.r2dbc.spi.ConnectionFactoryOptions.DATABASE;
import static io.r2dbc.spi.ConnectionFactoryOptions.DRIVER;
import static io.r2dbc.spi.ConnectionFactoryOptions.HOST;
import static io.r2dbc.spi.ConnectionFactoryOptions.PORT;
import static io.r2dbc.spi.ConnectionFactoryOptions.PROTOCOL;
import static java.util.Objects.requireNonNull;

import io.netty.channel.Channel;
import io.r2dbc.postgresql.PostgresqlConnectionConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import io.r2dbc.postgresql.PostgresqlConnectionFactoryProvider;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.postgresql.extension.Extension;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryOptions;
import io.r2dbc.spi.NoSuchOptionException;
import io.r2dbc.spi.Option;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.stream.Stream;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;
import reactor.netty.tcp.TcpResources;

/**
 * R2DBC Postgres. Each line has a factory of its own, whose event loops note the channel that they make, for a connect,
 * a close and a cancel request have no limit of time in the driver: the channel is what can be closed.
 */
final class PostgresDriver implements Driver {

    private static final String HEADGATE = "headgate";
    private static final String POSTGRESQL = "postgresql";
    private static final String EXAMPLE = "a URL looks like r2dbc:headgate:postgresql://user@host:5432/database";

    private final ConnectionFactoryOptions options;
    private final ConnectionFactory factory;
    private final List<Extension> extensions; // found once, for the driver would read jars for each line that is made anew

    private PostgresDriver(ConnectionFactoryOptions options, ConnectionFactory factory) {
        this.options = options;
        this.factory = factory;
        this.extensions = extensions(options);
    }

    /**
     * @throws IllegalArgumentException if these are not options for Postgres, name no host or no user, or one of them is
     *     unknown or has a value that it cannot have
     */
    static PostgresDriver of(ConnectionFactoryOptions options) {
        ConnectionFactoryOptions plain = plain(options);
        Object driver = plain.getValue(DRIVER);
        if (!POSTGRESQL.equals(driver) && !"postgres".equals(driver)) {
            throw new IllegalArgumentException("the driver must be postgresql, was '" + driver
                    + "': " + EXAMPLE);
        }
        try {
            PostgresOptions.check(plain);
            OptionNames.check(options);
            return new PostgresDriver(plain, factory(plain));
        } catch (NoSuchOptionException missing) {
            throw new IllegalArgumentException(missing.getOption().name() + " is missing: " + EXAMPLE, missing);
        }
    }

    private static ConnectionFactory factory(ConnectionFactoryOptions plain) {
        try {
            return new PostgresqlConnectionFactoryProvider().create(plain);
        } catch (IllegalArgumentException | ClassCastException refused) {
            throw PostgresOptions.refused(refused, plain);
        }
    }

    private static List<Extension> extensions(ConnectionFactoryOptions options) {
        boolean detected = Optional.ofNullable(options.getValue(Option.<Object>valueOf(AUTODETECT_EXTENSIONS.name())))
                .map(value -> Boolean.parseBoolean(value.toString()))
                .orElse(true);
        return detected
                ? ServiceLoader.load(Extension.class, Extension.class.getClassLoader())
                        .stream()
                        .map(ServiceLoader.Provider::get)
                        .toList()
                : List.of();
    }

    @Override
    public Dialer dialer(int lines, HeadgateOptions settings) {
        EventLoops spread = eventLoops(settings);
        return new PostgresDialer(lines, () -> connector(settings, spread), settings.failureDetectionTime());
    }

    @Override
    public ConnectionFactory factory() {
        return factory;
    }

    @Override
    public Optional<String> database() {
        return Optional.ofNullable(options.getValue(DATABASE)).map(Object::toString);
    }

    /** Where it goes, without who goes there. */
    @Override
    public String toString() {
        Object host = Optional.ofNullable(options.getValue(HOST)).orElse("socket");
        Object port = Optional.ofNullable(options.getValue(PORT)).orElse(5432);
        Object database = Optional.ofNullable(options.getValue(DATABASE)).orElse("");
        return host + ":" + port + "/" + database;
    }

    /** Netty's for clients, of which no more are used than there are processors, or connections; or all of a user's own. */
    private EventLoops eventLoops(HeadgateOptions settings) {
        return ownLoops().isPresent()
                ? EventLoops.all()
                : EventLoops.atMost(Math.min(Runtime.getRuntime().availableProcessors(), settings.maxSize()));
    }

    private Optional<LoopResources> ownLoops() {
        return Optional.ofNullable(options.getValue(Option.<Object>valueOf("loopResources")))
                .filter(LoopResources.class::isInstance)
                .map(LoopResources.class::cast);
    }

    private Connector connector(HeadgateOptions settings, EventLoops spread) {
        ChannelRecorder loops = new ChannelRecorder(ownLoops().orElseGet(TcpResources::get), spread);
        PostgresqlConnectionConfiguration.Builder configuration = PostgresqlConnectionFactoryProvider.builder(options)
                .connectTimeout(settings.connectTimeout())
                .loopResources(loops)
                .autodetectExtensions(false);
        extensions.forEach(configuration::extendWith);
        return new Connector(new PostgresqlConnectionFactory(configuration.build()), loops);
    }

    /** The options without ours: the driver {@code headgate} becomes the one that it stands before. */
    private static ConnectionFactoryOptions plain(ConnectionFactoryOptions options) {
        boolean ours = HEADGATE.equals(options.getValue(DRIVER));
        ConnectionFactoryOptions.Builder plain = ConnectionFactoryOptions.builder()
                .from(options, option -> !Settings.contains(option) && !(ours && option.equals(PROTOCOL)));
        if (ours) {
            plain.option(DRIVER, Optional.ofNullable(options.getValue(PROTOCOL)).map(Object::toString).orElse(""));
        }
        return plain.build();
    }

    private record Connector(PostgresqlConnectionFactory factory, ChannelRecorder loops) {}

    private static final class PostgresDialer implements Dialer {

        private final Supplier<Connector> maker;
        private final List<Connector> connectors;
        private final Duration detection;

        PostgresDialer(int lines, Supplier<Connector> maker, Duration detection) {
            this.maker = maker;
            this.connectors = new CopyOnWriteArrayList<>(Stream.generate(maker).limit(lines).toList());
            this.detection = detection;
        }

        @Override
        public Mono<? extends Connection> dial(int line, Use use) {
            Connector connector = connectors.get(line);
            return connector.factory().create().doFirst(() -> connector.loops().begin(use));
        }

        @Override
        public Socket socket(int line, Connection connection) {
            Channel channel = requireNonNull(connectors.get(line).loops().take(), "no channel was made");
            return ChannelSocket.of(channel, detection);
        }

        @Override
        public void hangUp(int line) {
            Optional.ofNullable(connectors.get(line).loops().latest()).ifPresent(PostgresDialer::close);
        }

        /** One that has just been made belongs to no event loop yet, and knows no polite close. */
        private static void close(Channel channel) {
            if (channel.isRegistered()) {
                channel.close();
            } else {
                channel.unsafe().closeForcibly();
            }
        }

        /** A channel that is made after all, once a slow name is known, is noted where nobody looks any more. */
        @Override
        public void giveUp(int line) {
            connectors.set(line, maker.get());
        }

        @Override
        public Mono<Void> cancelRequest(Connection connection) {
            return ((PostgresqlConnection) connection).cancelRequest();
        }
    }
}
