package io.github.headgate.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.headgate.HeadgateClient;
import io.github.headgate.HeadgateOptions;
import io.github.headgate.testkit.ScriptedConnectionFactory;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.r2dbc.spi.ConnectionFactory;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.r2dbc.autoconfigure.metrics.ConnectionPoolMetricsAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.scheduler.Schedulers;

/** On a client made as the starter makes it, from whatever customizers there are. */
class HeadgateMetricsAutoConfigurationTest {

    private final ApplicationContextRunner application = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(HeadgateMetricsAutoConfiguration.class,
                    ConnectionPoolMetricsAutoConfiguration.class, MetricsAutoConfiguration.class,
                    CompositeMeterRegistryAutoConfiguration.class, SimpleMetricsExportAutoConfiguration.class))
            .withUserConfiguration(AClient.class);

    @Configuration(proxyBeanMethods = false)
    static class AClient {

        @Bean(destroyMethod = "")
        HeadgateClient client(ObjectProvider<HeadgateOptionsCustomizer> customizers) {
            HeadgateOptions.Builder options = HeadgateOptions
                    .builder(ScriptedConnectionFactory.timedBy(Schedulers.parallel()))
                    .name("orders");
            customizers.orderedStream().forEach(customizer -> customizer.customize(options));
            return HeadgateClient.create(options.build());
        }

        @Bean(destroyMethod = "")
        ConnectionFactory connectionFactory(HeadgateClient client) {
            return client.connectionFactory();
        }
    }

    @Test
    void registersTheMetersOfTheClient() {
        application.run(context -> {
            MeterRegistry registry = context.getBean(MeterRegistry.class);

            assertThat(registry.get("headgate.state")
                    .tags("state", "cold", "db.client.connection.pool.name", "orders")
                    .gauge()
                    .value()).isEqualTo(1);
            assertThat(registry.get("db.client.connection.max").gauge().value()).isEqualTo(10);
        });
    }

    @Test
    void keepsTheMetersThatSpringBootHasForAPoolAndRegistersThemOnce() {
        application.run(context -> {
            MeterRegistry registry = context.getBean(MeterRegistry.class);

            for (String name : new String[]{"acquired", "allocated", "idle", "pending", "max.allocated",
                    "max.pending"}) {
                assertThat(registry.get("r2dbc.pool." + name).meters()).singleElement()
                        .satisfies(meter -> assertThat(meter.getId().getTag("name")).isEqualTo("connectionFactory"));
            }
        });
    }

    @Test
    void namesThePoolAsItIsTold() {
        application.withPropertyValues("headgate.metrics.r2dbc-pool=main")
                .run(context -> assertThat(context.getBean(MeterRegistry.class)
                        .get("r2dbc.pool.idle")
                        .tag("name", "main")
                        .gauges()).hasSize(1));
    }

    @Test
    void canBeSwitchedOff() {
        application.withPropertyValues("headgate.metrics.enabled=false")
                .run(context -> assertThat(context.getBean(MeterRegistry.class).find("headgate.state").meters())
                        .isEmpty());
    }

    @Test
    void isNotThereWithoutMicrometer() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(HeadgateMetricsAutoConfiguration.class))
                .withUserConfiguration(AClient.class)
                .withClassLoader(new FilteredClassLoader("io.micrometer"))
                .run(context -> assertThat(context).hasNotFailed()
                        .hasSingleBean(HeadgateClient.class)
                        .doesNotHaveBean(HeadgateOptionsCustomizer.class));
    }

    @Test
    void isNotThereWithoutARegistry() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(HeadgateMetricsAutoConfiguration.class))
                .run(context -> assertThat(context).doesNotHaveBean(HeadgateOptionsCustomizer.class));
    }

    @Test
    void takesTheApplicationsOwnRegistry() {
        SimpleMeterRegistry own = new SimpleMeterRegistry();

        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(HeadgateMetricsAutoConfiguration.class))
                .withUserConfiguration(AClient.class)
                .withBean(MeterRegistry.class, () -> own)
                .run(context -> assertThat(own.find("headgate.generation").gauge()).isNotNull());
    }
}
