package io.github.headgate.spring;

import io.github.headgate.HeadgateClient;
import io.github.headgate.HeadgateConnectionFactory;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.Wrapped;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.SimpleAutowireCandidateResolver;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroupsPostProcessor;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.AvailabilityProbesAutoConfiguration;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.HealthEndpointAutoConfiguration;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.HealthEndpointProperties;
import org.springframework.boot.health.autoconfigure.contributor.CompositeReactiveHealthContributorConfiguration;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.CompositeReactiveHealthContributor;
import org.springframework.boot.health.contributor.ReactiveHealthContributor;
import org.springframework.boot.r2dbc.autoconfigure.health.ConnectionFactoryHealthContributorAutoConfiguration;
import org.springframework.boot.r2dbc.health.ConnectionFactoryHealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * The health of the application's clients as {@code headgate}, in the place of Spring's {@code r2dbc}, which would ask
 * through the pool with no limit of time. Connection factories that are not Headgate's keep that one.
 */
@AutoConfiguration(after = {HeadgateAutoConfiguration.class, HealthEndpointAutoConfiguration.class,
        AvailabilityProbesAutoConfiguration.class}, before = ConnectionFactoryHealthContributorAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnEnabledHealthIndicator.class)
@ConditionalOnBean(HeadgateClient.class)
@ConditionalOnEnabledHealthIndicator("headgate")
public final class HeadgateHealthAutoConfiguration
        extends
            CompositeReactiveHealthContributorConfiguration<HeadgateHealthIndicator, HeadgateClient> {

    HeadgateHealthAutoConfiguration() {
        super(HeadgateHealthIndicator::new);
    }

    @Bean
    @ConditionalOnMissingBean(name = {"headgateHealthIndicator", "headgateHealthContributor"})
    ReactiveHealthContributor headgateHealthContributor(ConfigurableListableBeanFactory beans) {
        return createContributor(beans, HeadgateClient.class);
    }

    /** Spring's own, of the other factories alone. Where there are none it is empty, and does not show. */
    @Bean
    @ConditionalOnEnabledHealthIndicator("r2dbc")
    @ConditionalOnMissingBean(name = {"r2dbcHealthIndicator", "r2dbcHealthContributor"})
    ReactiveHealthContributor r2dbcHealthContributor(ConfigurableListableBeanFactory beans) {
        Map<String, ConnectionFactory> others = new LinkedHashMap<>(
                SimpleAutowireCandidateResolver.resolveAutowireCandidates(beans, ConnectionFactory.class));
        others.values().removeIf(HeadgateHealthAutoConfiguration::isOurs);
        return CompositeReactiveHealthContributor.fromMap(others, ConnectionFactoryHealthIndicator::new);
    }

    private static boolean isOurs(ConnectionFactory factory) {
        Object inside = factory;
        while (inside instanceof Wrapped<?> wrapped && !(inside instanceof HeadgateConnectionFactory)) {
            inside = wrapped.unwrap(); // ours wraps too: the driver's
        }
        return inside instanceof HeadgateConnectionFactory;
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(EndpointId.class)
    @ConditionalOnBean(HealthEndpointProperties.class)
    static class Groups {

        @Bean
        @Order(Ordered.LOWEST_PRECEDENCE) // as Spring's own, which makes the group of readiness and was defined before
        HealthEndpointGroupsPostProcessor headgateHealthEndpointGroups(HealthEndpointProperties properties) {
            return groups -> HeadgateHealthGroups.of(groups, properties.getGroup());
        }
    }
}
