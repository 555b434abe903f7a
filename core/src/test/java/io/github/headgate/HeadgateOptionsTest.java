package io.github.headgate;

import static io.r2dbc.spi.ConnectionFactoryOptions.DRIVER;
import static io.r2dbc.spi.ConnectionFactoryOptions.HOST;
import static io.r2dbc.spi.ConnectionFactoryOptions.PASSWORD;
import static io.r2dbc.spi.ConnectionFactoryOptions.PROTOCOL;
import static io.r2dbc.spi.ConnectionFactoryOptions.USER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactoryOptions;
import io.r2dbc.spi.Option;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeadgateOptionsTest {

    private static final String SECRET = "hunter2";
    private static final String URL = "r2dbc:headgate:postgresql://app:" + SECRET + "@db.example:5433/orders";

    private static HeadgateOptions with(String settings) {
        return HeadgateOptions.builder(URL + "?" + settings).build();
    }

    private static HeadgateOptions with(String name, Object value) {
        return HeadgateOptions.builder(options().option(Option.valueOf(name), value).build()).build();
    }

    private static ConnectionFactoryOptions.Builder options() {
        return ConnectionFactoryOptions.builder()
                .option(DRIVER, "headgate")
                .option(PROTOCOL, "postgresql")
                .option(HOST, "db.example")
                .option(USER, "app")
                .option(PASSWORD, SECRET);
    }

    /** All that a log would show of a failure. */
    private static String printed(ThrowingCallable call) {
        StringWriter text = new StringWriter();
        catchThrowable(call).printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    @Nested
    class AUrl {

        @Test
        void holdsEverySettingOfText() {
            assertThat(with("name=orders").name()).isEqualTo("orders");
        }

        @ParameterizedTest
        @CsvSource({"maxRetries, 0", "maxSize, 3", "initialSize, 7", "maxWaiters, 1"})
        void holdsEverySettingOfANumber(String name, int value) {
            HeadgateOptions options = with(name + "=" + value);

            assertThat(options).extracting(name).isEqualTo(value);
        }

        @ParameterizedTest
        @ValueSource(strings = {"timeout", "retryWait", "connectTimeout", "startupTimeout", "healthTimeout",
                "healthShare", "cancellationTimeout", "closeTimeout", "drainTimeout"})
        void holdsEverySettingOfADuration(String name) {
            HeadgateOptions options = with(name + "=7s");

            assertThat(options).extracting(name).isEqualTo(Duration.ofSeconds(7));
        }

        @ParameterizedTest
        @CsvSource({"0, 0", "0.5, 0.5", "1, 1", "none, 0"})
        void holdsTheJitterAsAFraction(String text, double value) {
            assertThat(with("retryJitter=" + text).retryJitter()).isEqualTo(value);
        }

        @Test
        void holdsHowADatabaseThatIsAwayIsMet() {
            HeadgateOptions options = with("openingPace=adaptive&whileOpening=fail_fast");

            assertThat(options.openingPace()).isEqualTo(OpeningPace.ADAPTIVE);
            assertThat(options.whileOpening()).isEqualTo(WhileOpening.FAIL_FAST);
        }

        @Test
        void holdsEverySettingThatMayBeLifted() {
            HeadgateOptions set = with("maxIdleTime=1m&maxLifeTime=2m&keepReady=3m&hibernateAfter=4m");
            HeadgateOptions lifted = with("maxIdleTime=none&maxLifeTime=none&keepReady=none&hibernateAfter=none");

            assertThat(set.maxIdleTime()).contains(Duration.ofMinutes(1));
            assertThat(set.maxLifeTime()).contains(Duration.ofMinutes(2));
            assertThat(set.keepReady()).contains(Duration.ofMinutes(3));
            assertThat(set.hibernateAfter()).contains(Duration.ofMinutes(4));
            assertThat(lifted.maxIdleTime()).isEmpty();
            assertThat(lifted.maxLifeTime()).isEmpty();
            assertThat(lifted.keepReady()).isEmpty();
            assertThat(lifted.hibernateAfter()).isEmpty();
        }

        @ParameterizedTest
        @CsvSource({"250ms, 250", "4s, 4000", "5m, 300000", "1h, 3600000", "PT4S, 4000", "PT0.25S, 250",
                "PT1M30S, 90000"})
        void takesADurationInEachForm(String text, long millis) {
            assertThat(with("timeout=" + text).timeout()).isEqualTo(Duration.ofMillis(millis));
        }

        @Test
        void mayNameOneSettingAfterTheOther() {
            HeadgateOptions options = with("timeout=2s&maxSize=20&applicationName=shop");

            assertThat(options.timeout()).isEqualTo(Duration.ofSeconds(2));
            assertThat(options.maxSize()).isEqualTo(20);
        }

        @ParameterizedTest
        @ValueSource(strings = {"r2dbc:headgate:postgresql", "r2dbc:headgate:postgres", "r2dbc:postgresql",
                "r2dbc:postgres"})
        void mayLeaveOutHeadgate(String scheme) {
            HeadgateOptions options = HeadgateOptions.builder(scheme + "://app@db.example/orders?maxSize=3").build();

            assertThat(options).hasToString("HeadgateOptions[" + options.name()
                    + ", db.example:5432/orders, timeout=PT4S, maxRetries=2, maxSize=3]");
        }

        @Test
        void isFoundByR2dbc() {
            assertThat(ConnectionFactories.get(URL + "?name=orders"))
                    .isInstanceOf(HeadgateConnectionFactory.class)
                    .hasToString("HeadgateConnectionFactory[orders, db.example:5433/orders]");
        }

        @ParameterizedTest
        @ValueSource(strings = {"jdbc:postgresql://app:hunter2@db.example/orders",
                "postgresql://app:hunter2@db.example",
                "r2dbc:postgresql:app:hunter2@db.example", "r2dbc://app:hunter2@db.example",
                "r2dbc:headgate:postgresql://app:hunter2 @db.example/orders",
                "r2dbc:headgate:postgresql://db.example/orders?user=app&password=hunter2"})
        void thatIsNoneIsRefusedWithoutBeingShown(String url) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> HeadgateOptions.builder(url))
                    .withMessageContaining("r2dbc:headgate:postgresql://user:password@host:5432/database");
            assertThat(printed(() -> HeadgateOptions.builder(url))).doesNotContain(SECRET);
        }
    }

    @Nested
    class ABadValue {

        @ParameterizedTest
        @CsvSource(delimiter = '|', value = {
                "timeout=soon       | timeout must be a duration such as 4s, 250ms, 5m or PT4S, was 'soon'",
                "timeout=4          | timeout must be a duration such as 4s, 250ms, 5m or PT4S, was '4'",
                "timeout=-4s        | timeout must be a duration such as 4s, 250ms, 5m or PT4S, was '-4s'",
                "timeout=none       | timeout must be a duration such as 4s, 250ms, 5m or PT4S, was 'none'",
                "timeout=0s         | timeout must be positive, was PT0S",
                "timeout=PT-4S      | timeout must be positive, was PT-4S",
                "keepReady=never    | keepReady must be a duration such as 4s, 250ms, 5m or PT4S, was 'never'",
                "maxSize=many       | maxSize must be a whole number, was 'many'",
                "maxSize=4.5        | maxSize must be a whole number, was '4.5'",
                "maxSize=none       | maxSize must be a whole number, was 'none'",
                "maxSize=0          | maxSize must be at least 1, was 0",
                "maxRetries=-1      | maxRetries must be at least 0, was -1",
                "retryJitter=little | retryJitter must be a fraction, was 'little'",
                "retryJitter=1.5    | retryJitter must be in 0 … 1, was 1.5",
                "retryJitter=NaN    | retryJitter must be in 0 … 1, was NaN"})
        void isNamedWithWhatIsRight(String setting, String message) {
            assertThatIllegalArgumentException().isThrownBy(() -> with(setting)).withMessage(message);
        }

        @ParameterizedTest
        @ValueSource(strings = {"99999999999999999999s", "9223372036854775807h"})
        void mayBeADurationBeyondAllNumbers(String forEver) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> with("timeout=" + forEver))
                    .withMessageContainingAll("timeout must be a duration", "was '" + forEver + "'");
        }

        @Test
        void showsNoPassword() {
            assertThat(printed(() -> with("timeout=soon"))).contains("soon").doesNotContain(SECRET);
        }
    }

    @Nested
    class TheInitialSize {

        @Test
        void isTwoUnlessThePoolIsSmaller() {
            assertThat(with("maxSize=10").initialSize()).isEqualTo(2);
            assertThat(with("maxSize=1").initialSize()).isEqualTo(1);
        }

        @Test
        void mustNotExceedThePool() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> with("initialSize=11"))
                    .withMessage("initialSize must not exceed maxSize, was 11 > 10");
        }

        @Test
        void isComparedOnceBothAreSet() {
            HeadgateOptions options = HeadgateOptions.builder(URL).initialSize(20).maxSize(20).build();

            assertThat(options.initialSize()).isEqualTo(20);
        }
    }

    @Nested
    class Objects {

        @Test
        void areTakenAsTheyAre() {
            assertThat(with("timeout", Duration.ofMillis(1500)).timeout()).isEqualTo(Duration.ofMillis(1500));
            assertThat(with("maxLifeTime", Duration.ofHours(1)).maxLifeTime()).contains(Duration.ofHours(1));
            assertThat(with("maxSize", 3).maxSize()).isEqualTo(3);
            assertThat(with("retryJitter", 0.1).retryJitter()).isEqualTo(0.1);
        }

        @Test
        void mayBeText() {
            assertThat(with("timeout", "2s").timeout()).isEqualTo(Duration.ofSeconds(2));
            assertThat(with("keepReady", "none").keepReady()).isEmpty();
        }

        @Test
        void includeTheConnectTimeoutOfR2dbc() {
            ConnectionFactoryOptions options = options()
                    .option(ConnectionFactoryOptions.CONNECT_TIMEOUT, Duration.ofMillis(300))
                    .build();

            assertThat(HeadgateOptions.builder(options).build().connectTimeout()).isEqualTo(Duration.ofMillis(300));
        }

        @Test
        void ofAnotherKindAreNamed() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> with("timeout", 4))
                    .withMessage("timeout must be a duration such as 4s, 250ms, 5m or PT4S, was '4'");
        }
    }

    @Nested
    class TheDriver {

        @ParameterizedTest
        @CsvSource({"r2dbc:headgate:mysql, mysql", "r2dbc:mysql, mysql", "r2dbc:pool:postgresql, pool",
                "r2dbc:headgate:pool:postgresql, pool:postgresql", "r2dbc:headgate:, ''"})
        void mustBePostgresql(String scheme, String named) {
            String url = scheme + "://app:" + SECRET + "@db.example/orders";

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> HeadgateOptions.builder(url))
                    .withMessage("the driver must be postgresql, was '" + named
                            + "': a URL looks like r2dbc:headgate:postgresql://user@host:5432/database");
        }

        @Test
        void isGivenWhatIsNoSettingOfOurs() {
            assertThatThrownBy(() -> with("sslMode=sometimes")).rootCause().hasMessageContaining("sometimes");
        }

        @ParameterizedTest
        @CsvSource({"r2dbc:headgate:postgresql:///orders, host", "r2dbc:headgate:postgresql://db.example/orders, user"})
        void mustBeToldWhereToGoAndAsWhom(String url, String missing) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> HeadgateOptions.builder(url))
                    .withMessageStartingWith(missing + " is missing: a URL looks like r2dbc:headgate:postgresql://");
        }
    }

    @Nested
    class Null {

        static Stream<Method> setters() {
            return Arrays.stream(HeadgateOptions.Builder.class.getDeclaredMethods())
                    .filter(method -> Modifier.isPublic(method.getModifiers()))
                    .filter(method -> method.getParameterCount() == 1)
                    .filter(method -> !method.getParameterTypes()[0].isPrimitive());
        }

        @ParameterizedTest
        @MethodSource("setters")
        void isRefusedByTheNameOfTheSetting(Method setter) {
            HeadgateOptions.Builder builder = HeadgateOptions.builder(URL);

            assertThatThrownBy(() -> setter.invoke(builder, (Object) null))
                    .cause()
                    .isInstanceOf(NullPointerException.class)
                    .hasMessage(setter.getParameters()[0].getName());
        }
    }

    @Nested
    class ThePassword {

        @Test
        void standsInNoText() {
            HeadgateOptions options = HeadgateOptions.builder(URL).build();
            HeadgateClient client = HeadgateClient.create(options);

            assertThat(options.toString()).contains("db.example:5433/orders").doesNotContain(SECRET, "app");
            assertThat(client.toString()).doesNotContain(SECRET);
            assertThat(client.connectionFactory().toString()).doesNotContain(SECRET);
            assertThat(client.connectionFactory().getMetadata().toString()).doesNotContain(SECRET);
        }
    }
}
