package io.github.headgate.spring;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.core.env.StandardEnvironment;

@ExtendWith(OutputCaptureExtension.class)
class UnknownPropertiesTest {

    private static void warnOf(String... properties) {
        StandardEnvironment environment = new StandardEnvironment();
        TestPropertyValues.of(properties).applyTo(environment);
        UnknownProperties.warnOf(environment);
    }

    @ParameterizedTest
    @ValueSource(strings = {"headgate.tiemout", "headgate.web.request-dedline", "headgate.ssl.bundel"})
    void areWarnedOfByName(String misspelt, CapturedOutput output) {
        warnOf(misspelt + "=3s");

        assertThat(output).contains(misspelt + " has no effect");
    }

    @Test
    void areNoneOfThoseThatThereAreHoweverTheyAreWritten(CapturedOutput output) {
        warnOf("headgate.max-size=3", "headgate.maxWaiters=3", "headgate.ssl.bundle=b", "headgate.enabled=true",
                "headgate.web.request-deadline=2s", "headgate.web.problems=true", "headgate.metrics.r2dbc-pool=a",
                "headgate.observation.query-text=true", "headgate.testkit.postgres=embedded", "headgates.own=1");

        assertThat(output).doesNotContain("has no effect");
    }
}
