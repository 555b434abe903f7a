package io.github.headgate;

import static io.r2dbc.spi.ConnectionFactoryOptions.HOST;
import static io.r2dbc.spi.ConnectionFactoryOptions.PORT;
import static io.r2dbc.spi.ConnectionFactoryOptions.PROTOCOL;
import static io.r2dbc.spi.ConnectionFactoryOptions.USER;
import static java.util.stream.Collectors.toUnmodifiableSet;

import io.netty.util.NetUtil;
import io.r2dbc.postgresql.PostgresqlConnectionFactoryProvider;
import io.r2dbc.spi.ConnectionFactoryOptions;
import io.r2dbc.spi.NoSuchOptionException;
import io.r2dbc.spi.Option;
import java.lang.reflect.Field;
import java.lang.reflect.ParameterizedType;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.TimeZone;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The options of R2DBC and of the driver that is on the class path, read from their constants, so that a newer driver's
 * are known too. And what is wrong with a value, where the driver would take it in silence.
 */
final class PostgresOptions {

    static final Set<String> NAMES = constants().map(PostgresOptions::name).collect(toUnmodifiableSet());

    private static final Set<String> BOOLEANS = constants()
            .filter(PostgresOptions::isBoolean)
            .map(PostgresOptions::name)
            .collect(toUnmodifiableSet());
    private static final Pattern HOST_NAME = Pattern.compile("[^\\s:/?#@,\\[\\]]+");
    private static final Pattern UNASSIGNED = Pattern.compile("Cannot assign option (\\w+)");

    private PostgresOptions() {}

    private static Stream<Field> constants() {
        return Stream.of(ConnectionFactoryOptions.class, PostgresqlConnectionFactoryProvider.class)
                .flatMap(type -> Arrays.stream(type.getFields()))
                .filter(field -> field.getType() == Option.class);
    }

    private static String name(Field constant) {
        try {
            return ((Option<?>) constant.get(null)).name();
        } catch (IllegalAccessException failure) {
            throw new LinkageError("a public constant cannot be read", failure);
        }
    }

    private static boolean isBoolean(Field constant) {
        return constant.getGenericType() instanceof ParameterizedType type
                && type.getActualTypeArguments()[0] == Boolean.class;
    }

    /**
     * Refuses what the driver would only fail at when it connects, or never. First of all where it goes, and as whom: where
     * that is amiss, the rest may be a part of a password.
     *
     * @throws IllegalArgumentException if a value is one that it cannot have
     * @throws NoSuchOptionException if there is no host, or no user
     */
    static void check(ConnectionFactoryOptions options) {
        value(options, PROTOCOL).filter(protocol -> !protocol.isEmpty()).ifPresent(PostgresOptions::refuseProtocol);
        if (!options.hasOption(PostgresqlConnectionFactoryProvider.SOCKET)) {
            checkHost(options.getRequiredValue(HOST).toString());
        }
        value(options, PORT).ifPresent(PostgresOptions::checkPort);
        options.getRequiredValue(USER);
        BOOLEANS.forEach(name -> value(options, Option.valueOf(name)).ifPresent(value -> checkBoolean(name, value)));
        Object zone = options.getValue(Option.<Object>valueOf(PostgresqlConnectionFactoryProvider.TIME_ZONE.name()));
        if (zone instanceof String name) {
            checkTimeZone(name);
        }
    }

    private static Optional<String> value(ConnectionFactoryOptions options, Option<?> option) {
        return Optional.ofNullable(options.getValue(option)).map(Object::toString);
    }

    private static void refuseProtocol(String protocol) {
        throw new IllegalArgumentException("the driver's protocol '" + protocol + "' is not supported: name one host");
    }

    /** It may hold the beginning of a password, where something in that ended the URL's authority. */
    private static void checkHost(String host) {
        if (host.contains(",") && !host.contains(":")) {
            throw new IllegalArgumentException("host must be one host, was '" + host + "'");
        }
        if (!HOST_NAME.matcher(host).matches() && !NetUtil.isValidIpV6Address(host)) {
            throw new IllegalArgumentException("host must be a name or an address, and the port behind it a number;"
                    + " a '#', '/' or '?' in user and password must be percent-encoded,"
                    + " and a name with a '_' cannot have a port in a URL; it is not shown,"
                    + " since it may hold a part of a password");
        }
    }

    private static void checkPort(String port) {
        if (!port.matches("\\d{1,5}") || Integer.parseInt(port) < 1 || Integer.parseInt(port) > 65535) {
            throw new IllegalArgumentException("port must be in 1 … 65535, was '" + port + "'");
        }
    }

    private static void checkBoolean(String name, String value) {
        if (!value.equalsIgnoreCase("true") && !value.equalsIgnoreCase("false")) {
            throw new IllegalArgumentException(name + " must be true or false, was '" + value + "'");
        }
    }

    private static void checkTimeZone(String zone) {
        if (TimeZone.getTimeZone(zone).getID().equals("GMT") && !zone.equals("GMT")) {
            throw new IllegalArgumentException("timeZone must be one that Java knows, such as Europe/Paris, was '"
                    + zone + "'");
        }
    }

    /** What the driver has against a value, in one sentence with the value in it, unless that is secret. */
    static IllegalArgumentException refused(RuntimeException failure, ConnectionFactoryOptions options) {
        Matcher unassigned = UNASSIGNED.matcher(String.valueOf(failure.getMessage()));
        if (!unassigned.matches()) {
            return new IllegalArgumentException("an option has a value that it cannot have: " + failure.getMessage(),
                    failure);
        }
        Option<?> option = Option.valueOf(unassigned.group(1));
        if (OptionNames.isSecret(option)) {
            return OptionNames.secret(option.name());
        }
        String reason = failure.getCause() == null ? "" : ": " + failure.getCause().getMessage();
        return new IllegalArgumentException(
                option.name() + " cannot be '" + options.getValue(option) + "'" + reason, failure);
    }
}
