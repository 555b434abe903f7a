package io.github.headgate;

import static io.r2dbc.spi.ConnectionFactoryOptions.DRIVER;
import static io.r2dbc.spi.ConnectionFactoryOptions.HOST;
import static io.r2dbc.spi.ConnectionFactoryOptions.PASSWORD;
import static io.r2dbc.spi.ConnectionFactoryOptions.PORT;
import static io.r2dbc.spi.ConnectionFactoryOptions.USER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.r2dbc.pool.PoolingConnectionFactoryProvider;
import io.r2dbc.postgresql.PostgresqlConnectionFactoryProvider;
import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactoryOptions;
import io.r2dbc.spi.Option;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong with an option is said when the options are made, and no secret is in what is said. */
class OptionNamesTest {

    private static final String SECRET = "hunter2";
    private static final String URL = "r2dbc:headgate:postgresql://app:" + SECRET + "@db.example:5433/orders";

    private static HeadgateOptions with(String settings) {
        return HeadgateOptions.builder(URL + "?" + settings).build();
    }

    private static ConnectionFactoryOptions.Builder options() {
        return ConnectionFactoryOptions.builder()
                .option(DRIVER, "postgresql")
                .option(HOST, "db.example")
                .option(USER, "app")
                .option(PASSWORD, SECRET);
    }

    private static HeadgateOptions made(ConnectionFactoryOptions.Builder options) {
        return HeadgateOptions.builder(options.build()).build();
    }

    private static Stream<String> names(Class<?> constants) {
        return Arrays.stream(constants.getFields())
                .filter(field -> field.getType() == Option.class)
                .map(OptionNamesTest::name);
    }

    private static String name(Field constant) {
        try {
            return ((Option<?>) constant.get(null)).name();
        } catch (IllegalAccessException failure) {
            throw new LinkageError("a public constant cannot be read", failure);
        }
    }

    @Nested
    class AnUnknownName {

        @ParameterizedTest
        @CsvSource({"maxsize, maxSize", "max_size, maxSize", "max-life-time, maxLifeTime", "timout, timeout",
                "sslmod, sslMode", "aplicationName, applicationName", "statementTimeOut, statementTimeout",
                "healthTimeot, healthTimeout", "initSize, initialSize"})
        void isRefusedWithTheNearestKnownOne(String unknown, String known) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> with(unknown + "=3"))
                    .withMessage("unknown option '" + unknown + "': did you mean '" + known + "'?");
        }

        @ParameterizedTest
        @ValueSource(strings = {"verbose", "x", "preparedStatements"})
        void isRefusedWithoutOneIfNoneIsNear(String unknown) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> with(unknown + "=3"))
                    .withMessage("unknown option '" + unknown
                            + "': it is neither a setting of this client nor an option of the driver");
        }

        @Test
        void isRefusedFromCodeAndByR2dbcsOwnDiscovery() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> made(options().option(Option.valueOf("maxsize"), 3)))
                    .withMessageContaining("did you mean 'maxSize'?");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ConnectionFactories.get(URL + "?maxsize=3"))
                    .withMessageContaining("did you mean 'maxSize'?");
        }
    }

    @Nested
    class AKnownName {

        static Stream<String> ofTheDriver() {
            return names(PostgresqlConnectionFactoryProvider.class);
        }

        static Stream<String> ofR2dbc() {
            return names(ConnectionFactoryOptions.class);
        }

        static Stream<String> ofThePool() {
            return names(PoolingConnectionFactoryProvider.class);
        }

        @ParameterizedTest
        @MethodSource({"ofTheDriver", "ofR2dbc"})
        void isNeverCalledUnknown(String name) {
            ConnectionFactoryOptions options = ConnectionFactoryOptions.builder()
                    .option(Option.valueOf(name), "postgresql")
                    .build();

            List<String> forSeveralHosts = List.of("hostRecheckTime", "loadBalanceHosts", "targetServerType");
            if (forSeveralHosts.contains(name)) {
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> OptionNames.check(options))
                        .withMessageContaining("it is for several hosts");
            } else {
                assertThatCode(() -> OptionNames.check(options)).doesNotThrowAnyException();
            }
        }

        @ParameterizedTest
        @MethodSource("ofThePool")
        void ofR2dbcPoolIsOursOrSaysWhatToUse(String name) {
            ConnectionFactoryOptions options = ConnectionFactoryOptions.builder()
                    .option(Option.valueOf(name), "4")
                    .build();

            if (Settings.NAMES.contains(name)) {
                assertThatCode(() -> OptionNames.check(options)).doesNotThrowAnyException();
            } else {
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> OptionNames.check(options))
                        .withMessageMatching("option '" + name + "' does nothing here: (use|leave it out).*");
            }
        }

        @Test
        void ofTheProxyThatStandsBeforeIsLetPass() {
            assertThatCode(() -> with("proxyListener=com.example.Listener")).doesNotThrowAnyException();
        }
    }

    @Nested
    class AValueOfTheDrivers {

        @ParameterizedTest
        @CsvSource(delimiter = '|', value = {
                "sslMode=foo        | sslMode cannot be 'foo': Invalid ssl mode value: foo.",
                "sslmode=foo        | sslmode cannot be 'foo': Invalid ssl mode value: foo.",
                "sslRootCert=/nope  | sslRootCert cannot be '/nope': sslRootCert must not be null and must exist",
                "sslCert=/nope      | sslCert cannot be '/nope': sslCert must not be null and must exist",
                "sslKey=/nope       | sslKey cannot be '/nope': sslKey must not be null and must exist",
                "channelBinding=foo | channelBinding cannot be 'foo': Invalid channel binding mode value: foo.",
                "fetchSize=many     | fetchSize cannot be 'many': For input string: \"many\"",
                "statementTimeout=x | statementTimeout cannot be 'x': 'x' is not a valid duration",
                "options=a          | options cannot be 'a': Provided options pair is not a valid name=value pair: a",
                "sslHostnameVerifier=x | sslHostnameVerifier cannot be 'x': Cannot instantiate x",
                "loopResources=x    | loopResources cannot be 'x': class java.lang.String cannot be cast to",
                "ssl=maybe          | ssl must be true or false, was 'maybe'",
                "tcpKeepAlive=yes   | tcpKeepAlive must be true or false, was 'yes'",
                "timeZone=Mars      | timeZone must be one that Java knows, such as Europe/Paris, was 'Mars'"})
        void isRefusedAtOnceWithTheReason(String setting, String message) {
            assertThatIllegalArgumentException().isThrownBy(() -> with(setting)).withMessageStartingWith(message);
        }

        static Stream<ZoneId> zones() {
            return Stream.of(ZoneOffset.UTC, ZoneId.of("+02:00"), ZoneId.of("Europe/Paris"));
        }

        @ParameterizedTest
        @MethodSource("zones")
        void mayBeAZoneThatOnlyCodeCanName(ZoneId zone) {
            assertThatCode(() -> made(options().option(Option.<Object>valueOf("timeZone"), zone)))
                    .doesNotThrowAnyException();
        }

        @Test
        void ofTheWrongTypeIsRefusedWithoutBeingShown() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> made(options().option(Option.<Object>valueOf("password"), 4711)))
                    .withMessageStartingWith("an option has a value that it cannot have: class java.lang.Integer")
                    .withMessageNotContaining("4711");
        }

        @Test
        void mayBeAFileWithNothingInItThatItCanUse(@TempDir Path directory) throws IOException {
            Path certificate = Files.writeString(directory.resolve("root.crt"), "-");

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> with("sslMode=verify-full&sslRootCert=" + certificate))
                    .withMessageContaining("does not contain valid certificates");
        }
    }

    @Nested
    class AHost {

        @ParameterizedTest
        @ValueSource(strings = {"db:abc", "db_1:5432", "app:hunter2", "", "[db]", "app:hunter2@db"})
        void thatIsNoneIsRefusedWithoutBeingShown(String host) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> made(options().option(HOST, host)))
                    .withMessageStartingWith("host must be a name or an address, and the port behind it a number")
                    .withMessageNotContaining(SECRET);
        }

        @ParameterizedTest
        @ValueSource(strings = {"db", "db_1", "db.example.com", "10.0.0.1", "::1", "[::1]", "[fe80::1%eth0]"})
        void mayBeANameOrAnAddress(String host) {
            assertThatCode(() -> made(options().option(HOST, host))).doesNotThrowAnyException();
        }

        @Test
        void isOne() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> made(options().option(HOST, "db1,db2")))
                    .withMessage("host must be one host, was 'db1,db2'");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> HeadgateOptions.builder("r2dbc:postgresql:failover://app@db1,db2/orders"))
                    .withMessage("the driver's protocol 'failover' is not supported: name one host");
        }

        @Test
        void mayBeASocketInstead() {
            assertThatCode(() -> HeadgateOptions.builder("r2dbc:postgresql://app@/orders?socket=/tmp/.s.PGSQL.5432"))
                    .doesNotThrowAnyException();
        }

        @ParameterizedTest
        @ValueSource(ints = {0, -1, 65536, 99999})
        void hasAPortThatThereIs(int port) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> made(options().option(PORT, port)))
                    .withMessage("port must be in 1 … 65535, was '" + port + "'");
        }
    }

    @Nested
    class ASecret {

        @ParameterizedTest
        @ValueSource(strings = {"hun#ter2", "hun/ter2", "hun?ter2", "hun?ter=2", "hun ter2", "hun%ter2", "hun[ter2",
                "hun\\ter2"})
        void thatIsNotEncodedIsNotShown(String password) {
            String url = "r2dbc:headgate:postgresql://app:" + password + "@db.example/orders";

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> HeadgateOptions.builder(url))
                    .withMessageContaining("percent-encoded")
                    .withMessageNotContainingAny("hun", "ter2")
                    .withNoCause();
        }

        @ParameterizedTest
        @ValueSource(strings = {"12#ter2", "12/ter2", "12?ter=2", "12?ssl=ter2", "12?sslMode=ter2"})
        void thatBeginsAsAPortIsNotShownEither(String password) {
            String url = "r2dbc:headgate:postgresql://app:" + password + "@db.example/orders";

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ConnectionFactories.get(url))
                    .withMessageStartingWith("user is missing")
                    .withMessageNotContaining("ter");
        }

        @ParameterizedTest
        @ValueSource(strings = {"hun#ter2", "hun/ter2", "hun?ter2"})
        void thatIsNotEncodedIsNotShownByR2dbcsDiscovery(String password) {
            String url = "r2dbc:headgate:postgresql://app:" + password + "@db.example/orders";

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ConnectionFactories.get(url))
                    .withMessageContaining("percent-encoded")
                    .withMessageNotContainingAny("hun", "ter2")
                    .withNoCause();
        }

        @Test
        void isWhatItsOptionSaysIsSensitive() {
            Option<Object> sensitive = Option.sensitiveValueOf("sensitive");

            assertThat(OptionNames.isSecret(sensitive)).isTrue();
            assertThat(OptionNames.isSecret(PASSWORD)).isTrue();
            assertThat(OptionNames.isSecret(PostgresqlConnectionFactoryProvider.SSL_PASSWORD)).isTrue();
            assertThat(OptionNames.isSecret(HOST)).isFalse();
        }

        @Test
        void isNotShownWhereItCannotBeRead() {
            IllegalArgumentException refused = PostgresOptions.refused(
                    new IllegalArgumentException("Cannot assign option sslPassword",
                            new IllegalStateException("no " + SECRET)),
                    options().option(PostgresqlConnectionFactoryProvider.SSL_PASSWORD, SECRET).build());

            assertThat(refused)
                    .hasMessage("sslPassword has a value that it cannot have; it is secret, and not shown")
                    .hasNoCause();
        }
    }

    @Nested
    class AUrl {

        @ParameterizedTest
        @ValueSource(strings = {"?maxSize", "?maxSize&timeout=4s", "?timeout=4s&maxSize", "?=4",
                "?timeout=4s#maxSize=4"})
        void thatR2dbcWouldReadOnlyInPartIsRefused(String settings) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> HeadgateOptions.builder(URL + settings))
                    .withMessageStartingWith("the URL must look like");
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "?", "?maxSize=3", "?maxSize=3&timeout=4s", "?maxSize=3&", "?applicationName="})
        void mayEndInAnyWay(String settings) {
            assertThatCode(() -> HeadgateOptions.builder(URL + settings)).doesNotThrowAnyException();
        }
    }
}
