package io.github.headgate.spring;

import io.github.headgate.HeadgateOptions;
import io.github.headgate.micrometer.HeadgateMeters;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Registers the client's meters where there is a {@link MeterRegistry}: those of {@link HeadgateMeters}, and the
 * {@code r2dbc.pool.*} that Spring Boot has for an r2dbc-pool, by the same names and tags.
 */
@AutoConfiguration(afterName = {
        "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration",
        "org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration"})
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean(MeterRegistry.class)
@ConditionalOnBooleanProperty(name = {"headgate.enabled", "headgate.metrics.enabled"}, matchIfMissing = true)
@EnableConfigurationProperties(HeadgateMetricsProperties.class)
public final class HeadgateMetricsAutoConfiguration {

    /**
     * Meters for each client that is made, for an event does not say whose it is. None where the application has its own,
     * which it is told of as any listener among the beans.
     */
    @Bean
    @ConditionalOnMissingBean(HeadgateMeters.class)
    @Order(Ordered.HIGHEST_PRECEDENCE) // before the application's, which have the last word
    HeadgateOptionsCustomizer headgateMeters(MeterRegistry registry, HeadgateMetricsProperties properties) {
        return options -> metered(options, registry, properties);
    }

    private static void metered(
            HeadgateOptions.Builder options, MeterRegistry registry, HeadgateMetricsProperties properties) {
        options.addListener(HeadgateMeters.builder(registry).r2dbcPool(properties.r2dbcPool()).build());
    }
}
