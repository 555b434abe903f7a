package io.github.headgate.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.r2dbc.autoconfigure.R2dbcAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;

/** What somebody reads who has made a mistake in the configuration. */
@ExtendWith(OutputCaptureExtension.class)
class FailedStartTest {

    private static final String URL = "spring.r2dbc.url=r2dbc:postgresql://app@db.example/orders";

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration({R2dbcAutoConfiguration.class, SslAutoConfiguration.class,
            HeadgateAutoConfiguration.class})
    static class Application {}

    private static void start(String... properties) {
        String[] arguments = Arrays.stream(properties).map(property -> "--" + property).toArray(String[]::new);
        new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE).run(arguments).close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            headgate.timeout=0s               | headgate.timeout              | timeout must be positive, was PT0S
            headgate.retry-jitter=2           | headgate.retry-jitter         | retryJitter must be in 0 … 1, was 2.0
            headgate.max-size=many            | headgate.max-size             | many
            headgate.keep-ready=always        | headgate.keep-ready           | must be a duration such as 30s, 5m or PT5M, or none
            headgate.commit-outcome=guess     | headgate.commit-outcome       | RESOLVE
            headgate.startup=never            | headgate.startup              | LAZY
            headgate.startup-wait=0s          | headgate.startup-wait         | must be positive, was PT0S
            headgate.initial-size=11          | headgate.initial-size         | initialSize must not exceed maxSize, was 11 > 10
            spring.r2dbc.pool.max-size=0      | spring.r2dbc.pool.max-size    | maxSize must be at least 1, was 0
            headgate.ssl.bundle=other         | headgate.ssl.bundle           | must be the name of an SSL bundle, one of [], was 'other'
            """)
    void namesThePropertyAndWhatItMustBe(String wrong, String property, String right, CapturedOutput output) {
        assertThatThrownBy(() -> start(URL, wrong)).isNotNull();

        assertThat(output).contains("APPLICATION FAILED TO START").contains(property).contains(right);
    }

    @Test
    void tellsThatTheUrlIsMissing(CapturedOutput output) {
        assertThatThrownBy(FailedStartTest::start).isNotNull();

        assertThat(output).contains("APPLICATION FAILED TO START")
                .contains("spring.r2dbc.url")
                .contains("is not set, and must look like r2dbc:postgresql://host:5432/database");
    }

    @Test
    void showsNoUrlThatMayHoldAPassword(CapturedOutput output) {
        assertThatThrownBy(() -> start("spring.r2dbc.url=postgresql://app:geheim@db.example/orders")).isNotNull();

        assertThat(output).contains("spring.r2dbc.url").doesNotContain("geheim");
    }

    @Test
    void tellsWhatItIsNotMadeFor(CapturedOutput output) {
        assertThatThrownBy(() -> start("spring.r2dbc.url=r2dbc:h2:mem:///orders")).isNotNull();

        assertThat(output).contains("spring.r2dbc.url")
                .contains("the driver must be postgresql, was 'h2'")
                .contains("a test on another database is Spring Boot's with headgate.enabled=false");
    }

    @ParameterizedTest
    @ValueSource(strings = {"r2dbc:tc:postgresql:///orders?TC_IMAGE_TAG=16-alpine",
            "r2dbc:pool:tc:postgresql:///orders?TC_IMAGE_TAG=16-alpine"})
    void tellsWhatToHaveInThePlaceOfTestcontainersUrl(String url, CapturedOutput output) {
        assertThatThrownBy(() -> start("spring.r2dbc.url=" + url)).isNotNull();

        assertThat(output).contains("spring.r2dbc.url")
                .contains("must be replaced by a container with @ServiceConnection")
                .contains("headgate.enabled=false");
    }
}
