package io.github.headgate.spring;

import io.github.headgate.OperationObserver;
import io.github.headgate.micrometer.HeadgateObservationConvention;
import io.github.headgate.micrometer.HeadgateObservations;
import io.micrometer.observation.ObservationRegistry;
import org.springframework.beans.factory.ObjectProvider;
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
 * Observes the client's operations where there is an {@link ObservationRegistry}; so they are spans where there is a
 * tracer. A bean of {@link HeadgateObservationConvention} says how they are named. Where the application has an
 * {@link OperationObserver} among its beans, it is that one which observes.
 */
@AutoConfiguration(afterName = "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration")
@ConditionalOnClass(ObservationRegistry.class)
@ConditionalOnBean(ObservationRegistry.class)
@ConditionalOnBooleanProperty(name = {"headgate.enabled", "headgate.observation.enabled"}, matchIfMissing = true)
@EnableConfigurationProperties(HeadgateObservationProperties.class)
public final class HeadgateObservationAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean(OperationObserver.class)
    @Order(Ordered.HIGHEST_PRECEDENCE) // before the application's, which have the last word
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
