package io.github.headgate.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.r2dbc.autoconfigure.R2dbcAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class PoolPropertiesTest {

    private final ApplicationContextRunner application = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(R2dbcAutoConfiguration.class, HeadgateAutoConfiguration.class))
            .withPropertyValues("spring.r2dbc.url=r2dbc:postgresql://app@db.example/orders");

    @Test
    void setWhatHasACounterpart(CapturedOutput output) {
        application
                .withPropertyValues("spring.r2dbc.pool.max-size=7", "spring.r2dbc.pool.initial-size=3",
                        "spring.r2dbc.pool.max-idle-time=7s", "spring.r2dbc.pool.maxLifeTime=8s",
                        "spring.r2dbc.pool.enabled=true")
                .run(context -> assertThat(context.getBean(ClientOptions.class).options()).satisfies(options -> {
                    assertThat(options.maxSize()).isEqualTo(7);
                    assertThat(options.initialSize()).isEqualTo(3);
                    assertThat(options.maxIdleTime()).contains(Duration.ofSeconds(7));
                    assertThat(options.maxLifeTime()).contains(Duration.ofSeconds(8));
                }));

        assertThat(output).doesNotContain("has no effect");
    }

    @Test
    void loseToHeadgatesOwn() {
        application.withPropertyValues("spring.r2dbc.pool.max-size=7", "headgate.max-size=8")
                .run(context -> assertThat(context.getBean(ClientOptions.class).options().maxSize()).isEqualTo(8));
    }

    @Test
    void takeANegativeTimeForNone() {
        application.withPropertyValues("spring.r2dbc.pool.max-idle-time=-1ms")
                .run(context -> assertThat(context.getBean(ClientOptions.class).options().maxIdleTime()).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"acquire-retry=2", "max-acquire-time=1s", "max-create-connection-time=1s",
            "max-validation-time=1s", "min-idle=1", "validation-depth=remote", "validation-query=select 1",
            "enabled=false"})
    void areWarnedAboutWhereTheyHaveNone(String property, CapturedOutput output) {
        application.withPropertyValues("spring.r2dbc.pool." + property)
                .run(context -> assertThat(context).hasNotFailed());

        assertThat(output).contains("spring.r2dbc.pool." + property.replaceAll("=(?!false).*", "") + " has no effect");
    }

    @Test
    void areNamedWhereTheirValueIsRefused() {
        application.withPropertyValues("spring.r2dbc.pool.max-size=0")
                .run(context -> assertThat(context).getFailure()
                        .rootCause()
                        .hasMessage("maxSize must be at least 1, was 0"));
    }

    @Test
    void areWarnedAboutInAUrlOfAPool(CapturedOutput output) {
        application
                .withPropertyValues(
                        "spring.r2dbc.url=r2dbc:pool:postgresql://app@db.example/orders?maxSize=3&minIdle=1")
                .run(context -> assertThat(context.getBean(ClientOptions.class).options().maxSize()).isEqualTo(3));

        assertThat(output).contains("minIdle in the URL has no effect").doesNotContain("maxSize in the URL");
    }
}
