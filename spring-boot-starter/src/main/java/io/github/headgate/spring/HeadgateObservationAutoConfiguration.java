package io.github.headgate.spring;

import io.github.headgate.micrometer.HeadgateObservationConvention;
import io.github.headgate.micrometer.HeadgateObservations;
import io.micrometer.observation.ObservationRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/**
 * Observes the client's operations where there is an {@link ObservationRegistry}; so they are spans where there is a
 * tracer. A bean of {@link HeadgateObservationConvention} says how they are named.
 */
@AutoConfiguration(afterName = "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration")
@ConditionalOnClass(ObservationRegistry.class)
@ConditionalOnBean(ObservationRegistry.class)
@ConditionalOnProperty(name = "headgate.observation.enabled", matchIfMissing = true)
@EnableConfigurationProperties(HeadgateObservationProperties.class)
public class HeadgateObservationAutoConfiguration {

    @Bean
    HeadgateOptionsCustomizer headgateObservations(
            ObservationRegistry registry, ObjectProvider<HeadgateObservationConvention> convention,
            HeadgateObservationProperties properties) {
        HeadgateObservations.Builder observations = HeadgateObservations.builder(registry);
        convention.ifAvailable(observations::convention);
        if (properties.queryText()) {
            observations.queryText();
        }
        return options -> options.observer(observations.build());
    }
}
