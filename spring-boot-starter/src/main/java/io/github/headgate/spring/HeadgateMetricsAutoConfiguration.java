package io.github.headgate.spring;

import io.github.headgate.HeadgateOptions;
import io.github.headgate.micrometer.HeadgateMeters;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/**
 * Registers the client's meters where there is a {@link MeterRegistry}: those of {@link HeadgateMeters}, and the
 * {@code r2dbc.pool.*} that Spring Boot has for an r2dbc-pool, by the same names and tags.
 */
@AutoConfiguration(afterName = {
        "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration",
        "org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration"})
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean(MeterRegistry.class)
@ConditionalOnProperty(name = "headgate.metrics.enabled", matchIfMissing = true)
@EnableConfigurationProperties(HeadgateMetricsProperties.class)
public class HeadgateMetricsAutoConfiguration {

    /** Meters for each client that is made, for an event does not say whose it is. */
    @Bean
    HeadgateOptionsCustomizer headgateMeters(MeterRegistry registry, HeadgateMetricsProperties properties) {
        return options -> metered(options, registry, properties);
    }

    private static void metered(
            HeadgateOptions.Builder options, MeterRegistry registry, HeadgateMetricsProperties properties) {
        options.addListener(HeadgateMeters.builder(registry).r2dbcPool(properties.r2dbcPool()).build());
    }
}
