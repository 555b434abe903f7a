package io.github.headgate.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static java.util.Objects.requireNonNull;

import io.github.headgate.CommitOutcome;
import io.github.headgate.HeadgateOptions;
import io.github.headgate.OpeningPace;
import io.github.headgate.SessionReset;
import io.github.headgate.WhileOpening;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.r2dbc.autoconfigure.R2dbcAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class HeadgatePropertiesTest {

    private static final String URL = "r2dbc:postgresql://app@db.example/orders";

    /** Of each setting a value that is not its default, as text and as it is to arrive. */
    private static final Map<String, Map.Entry<String, Object>> VALUES = values();

    private final ApplicationContextRunner application = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(R2dbcAutoConfiguration.class, HeadgateAutoConfiguration.class))
            .withPropertyValues("spring.r2dbc.url=" + URL);

    private static Map<String, Map.Entry<String, Object>> values() {
        Map<String, Map.Entry<String, Object>> values = new LinkedHashMap<>();
        values.put("name", Map.entry("orders", "orders"));
        Stream.of("timeout", "retryWait", "connectTimeout", "startupTimeout", "healthTimeout", "healthShare",
                "failureDetectionTime", "cancellationTimeout", "closeTimeout", "drainTimeout", "maxIdleTime",
                "maxLifeTime", "heartbeat", "leakDetectionThreshold", "keepReady", "hibernateAfter")
                .forEach(name -> values.put(name, Map.entry("7s", Duration.ofSeconds(7))));
        Stream.of("maxRetries", "maxSize", "initialSize", "maxWaiters")
                .forEach(name -> values.put(name, Map.entry("7", 7)));
        values.put("retryJitter", Map.entry("0.5", 0.5));
        values.put("commitOutcome", Map.entry("resolve", CommitOutcome.RESOLVE));
        values.put("sessionReset", Map.entry("full", SessionReset.FULL));
        values.put("openingPace", Map.entry("adaptive", OpeningPace.ADAPTIVE));
        values.put("whileOpening", Map.entry("fail-fast", WhileOpening.FAIL_FAST));
        return values;
    }

    private static Stream<String> settings() {
        return Settings.names();
    }

    @ParameterizedTest
    @MethodSource("settings")
    void setTheBuildersSettingOfTheSameName(String name) {
        Map.Entry<String, Object> value = requireNonNull(VALUES.get(name), name);

        application.withPropertyValues(Settings.property(name) + "=" + value.getKey()).run(context -> {
            HeadgateOptions options = context.getBean(ClientOptions.class).options();

            assertThat(Settings.of(options, name)).isEqualTo(value.getValue());
        });
    }

    @ParameterizedTest
    @MethodSource("settings")
    void leaveToTheBuilderWhatIsNotSet(String name) {
        HeadgateOptions defaults = HeadgateOptions.builder(URL).name("any").build();

        application.withPropertyValues("headgate.name=any").run(context -> {
            HeadgateOptions options = context.getBean(ClientOptions.class).options();

            assertThat(Settings.of(options, name)).isEqualTo(Settings.of(defaults, name));
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"maxIdleTime", "maxLifeTime", "heartbeat", "leakDetectionThreshold", "keepReady",
            "hibernateAfter"})
    void takeNoneForNoLimit(String name) {
        application
                .withPropertyValues("spring.r2dbc.url=" + URL + "?" + name + "=7s", Settings.property(name) + "=none")
                .run(context -> {
                    HeadgateOptions options = context.getBean(ClientOptions.class).options();

                    assertThat(Settings.of(options, name)).isNull();
                });
    }

    @Test
    void winOverTheUrl() {
        application.withPropertyValues("spring.r2dbc.url=" + URL + "?maxSize=3&maxRetries=5", "headgate.max-size=4")
                .run(context -> {
                    HeadgateOptions options = context.getBean(ClientOptions.class).options();

                    assertThat(options.maxSize()).isEqualTo(4);
                    assertThat(options.maxRetries()).isEqualTo(5);
                });
    }

    @Test
    void loseToCustomizers() {
        application.withPropertyValues("headgate.max-size=4")
                .withBean(HeadgateOptionsCustomizer.class, () -> options -> options.maxSize(5))
                .run(context -> assertThat(context.getBean(ClientOptions.class).options().maxSize()).isEqualTo(5));
    }
}
