package io.github.headgate.spring;

import static io.r2dbc.spi.ConnectionFactoryOptions.DRIVER;
import static io.r2dbc.spi.ConnectionFactoryOptions.PROTOCOL;

import io.r2dbc.spi.ConnectionFactoryOptions;
import io.r2dbc.spi.Option;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.r2dbc.autoconfigure.ConnectionFactoryOptionsBuilderCustomizer;
import org.springframework.boot.r2dbc.autoconfigure.R2dbcConnectionDetails;

/**
 * Where the database is and who goes there, as R2DBC's options: from Spring's connection details, changed by Spring's
 * customizers.
 */
final class Address {

    private static final Logger LOG = LoggerFactory.getLogger(HeadgateAutoConfiguration.class);
    private static final String URL = "spring.r2dbc.url";
    private static final String EXAMPLE = "r2dbc:postgresql://host:5432/database";
    private static final String POOL = "pool";
    private static final String HEADGATE = "headgate";
    private static final String TESTCONTAINERS = "tc";
    private static final Set<String> POSTGRES = Set.of("postgresql", "postgres");

    /** What a URL of r2dbc-pool can say beside what has the same name here. */
    private static final List<String> OF_THE_POOL = List.of(
            "acquireRetry", "backgroundEvictionInterval", "maxAcquireTime", "maxCreateConnectionTime",
            "maxValidationTime", "minIdle", "poolName", "postAllocate", "preRelease",
            "registerJmx", "validationDepth", "validationQuery");

    private Address() {}

    /**
     * Reads the address.
     *
     * @throws InvalidPropertyException if there are no details, the URL in them is none, or it is not Postgres'
     */
    static ConnectionFactoryOptions of(
            Optional<R2dbcConnectionDetails> details, Stream<ConnectionFactoryOptionsBuilderCustomizer> customizers) {
        ConnectionFactoryOptions.Builder address = details.map(Address::read)
                .orElseThrow(() -> new InvalidPropertyException(URL, "is not set, and must look like " + EXAMPLE))
                .mutate();
        customizers.forEach(customizer -> customizer.customize(address));
        return checked(ofTheDriver(withoutPool(address.build())));
    }

    @SuppressWarnings("UnusedException") // R2DBC's own shows the URL, and so the password
    private static ConnectionFactoryOptions read(R2dbcConnectionDetails details) {
        try {
            return details.getConnectionFactoryOptions();
        } catch (IllegalArgumentException failure) {
            throw new InvalidPropertyException(URL, "must look like " + EXAMPLE
                    + "; it is not shown, since it may hold a password");
        }
    }

    /**
     * Takes the pool out of {@code r2dbc:pool:postgresql://…}, for the client pools by itself. What the URL says of the
     * pool's sizes and times stays, for it has the same names here. The rest is left out with a warning, for the client
     * refuses what does nothing.
     */
    private static ConnectionFactoryOptions withoutPool(ConnectionFactoryOptions options) {
        if (!POOL.equals(options.getValue(DRIVER))) {
            return options;
        }
        OF_THE_POOL.stream()
                .filter(name -> options.hasOption(Option.valueOf(name)))
                .forEach(name -> LOG.warn("{} in the URL has no effect on Headgate, which pools by itself", name));
        return inside(ConnectionFactoryOptions.builder()
                .from(options, option -> !OF_THE_POOL.contains(option.name()))
                .build());
    }

    /**
     * Takes Headgate out of {@code r2dbc:headgate:postgresql://…}: what Spring derives from these options is to be a plain
     * connection, not another client.
     */
    private static ConnectionFactoryOptions ofTheDriver(ConnectionFactoryOptions options) {
        return HEADGATE.equals(options.getValue(DRIVER)) ? inside(options) : options;
    }

    private static ConnectionFactoryOptions checked(ConnectionFactoryOptions options) {
        Object driver = options.getValue(DRIVER);
        if (TESTCONTAINERS.equals(driver)) {
            throw new InvalidPropertyException(URL,
                    "is Testcontainers', which starts a container as it connects and must be"
                            + " replaced by a container with @ServiceConnection");
        }
        if (!POSTGRES.contains(String.valueOf(driver))) {
            throw new InvalidPropertyException(URL, "the driver must be postgresql, was '" + driver
                    + "'; a test on another database is Spring Boot's with headgate.enabled=false");
        }
        return options;
    }

    private static ConnectionFactoryOptions inside(ConnectionFactoryOptions options) {
        String[] inside = String.valueOf(options.getValue(PROTOCOL)).split(":", 2);
        ConnectionFactoryOptions.Builder plain = ConnectionFactoryOptions.builder()
                .from(options, option -> !option.equals(DRIVER) && !option.equals(PROTOCOL))
                .option(DRIVER, inside[0]);
        return inside.length == 1 ? plain.build() : plain.option(PROTOCOL, inside[1]).build();
    }
}
