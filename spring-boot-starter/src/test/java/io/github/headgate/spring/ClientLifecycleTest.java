package io.github.headgate.spring;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.headgate.HeadgateClient;
import io.github.headgate.reactor.Readiness.State;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.r2dbc.autoconfigure.R2dbcAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

class ClientLifecycleTest {

    private final ApplicationContextRunner application = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(R2dbcAutoConfiguration.class, HeadgateAutoConfiguration.class))
            .withPropertyValues("spring.r2dbc.url=r2dbc:postgresql://app@db.example/orders");

    @Test
    void staysOpenWhileTheContextPauses() {
        application.run(context -> {
            ConfigurableApplicationContext pausing = context
                    .getSourceApplicationContext(ConfigurableApplicationContext.class);

            pausing.pause();
            pausing.restart();

            assertThat(context.getBean(HeadgateClient.class).snapshot().readiness().state()).isEqualTo(State.COLD);
        });
    }

    @Test
    void staysOpenWhileTheContextIsStopped() {
        application.run(context -> {
            ConfigurableApplicationContext stopping = context
                    .getSourceApplicationContext(ConfigurableApplicationContext.class);

            stopping.stop();
            stopping.start();

            assertThat(context.getBean(HeadgateClient.class).snapshot().readiness().state()).isEqualTo(State.COLD);
        });
    }

    /** A bean that uses the client, until the end. */
    @Configuration(proxyBeanMethods = false)
    static class LastWords implements DisposableBean {

        private final HeadgateClient client;
        private State found = State.OPENING;

        LastWords(HeadgateClient client) {
            this.client = client;
        }

        @Override
        public void destroy() {
            found = client.snapshot().readiness().state();
        }
    }

    @Test
    void isClosedWithTheContextAfterThoseWhoUseIt() {
        AtomicReference<LastWords> user = new AtomicReference<>();

        application.withUserConfiguration(LastWords.class)
                .run(context -> user.set(context.getBean(LastWords.class)));

        assertThat(requireNonNull(user.get()).found).isEqualTo(State.COLD);
        assertThat(requireNonNull(user.get()).client.snapshot().readiness().state()).isEqualTo(State.CLOSED);
    }
}
