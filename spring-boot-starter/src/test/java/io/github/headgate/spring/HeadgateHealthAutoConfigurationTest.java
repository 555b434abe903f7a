package io.github.headgate.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.headgate.HeadgateConnectionFactory;
import io.r2dbc.spi.ConnectionFactory;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.endpoint.web.AdditionalPathsMapper;
import org.springframework.boot.actuate.endpoint.web.WebServerNamespace;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.availability.ApplicationAvailabilityAutoConfiguration;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroup;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroups;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.AvailabilityProbesAutoConfiguration;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.HealthEndpointAutoConfiguration;
import org.springframework.boot.health.autoconfigure.application.AvailabilityHealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration;
import org.springframework.boot.health.contributor.CompositeReactiveHealthContributor;
import org.springframework.boot.health.registry.ReactiveHealthContributorRegistry;
import org.springframework.boot.r2dbc.autoconfigure.R2dbcAutoConfiguration;
import org.springframework.boot.r2dbc.autoconfigure.health.ConnectionFactoryHealthContributorAutoConfiguration;
import org.springframework.boot.r2dbc.health.ConnectionFactoryHealthIndicator;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;

class HeadgateHealthAutoConfigurationTest {

    private final ReactiveWebApplicationContextRunner application = new ReactiveWebApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(R2dbcAutoConfiguration.class, HeadgateAutoConfiguration.class,
                    HeadgateHealthAutoConfiguration.class, ConnectionFactoryHealthContributorAutoConfiguration.class,
                    HealthContributorAutoConfiguration.class, HealthContributorRegistryAutoConfiguration.class,
                    HealthEndpointAutoConfiguration.class, EndpointAutoConfiguration.class,
                    ApplicationAvailabilityAutoConfiguration.class,
                    AvailabilityHealthContributorAutoConfiguration.class, AvailabilityProbesAutoConfiguration.class))
            .withPropertyValues("spring.r2dbc.url=r2dbc:postgresql://app@db.example/orders",
                    "management.endpoints.web.exposure.include=health");

    private static HealthEndpointGroup group(BeanFactory context, String name) {
        return Objects.requireNonNull(context.getBean(HealthEndpointGroups.class).get(name), name);
    }

    private static ReactiveHealthContributorRegistry contributors(BeanFactory context) {
        return context.getBean(ReactiveHealthContributorRegistry.class);
    }

    @Test
    void takesPartInReadinessBesideItsState() {
        application.run(context -> {
            HealthEndpointGroup readiness = group(context, "readiness");

            assertThat(readiness.isMember("headgate")).isTrue();
            assertThat(readiness.isMember("readinessState")).isTrue();
            assertThat(readiness.isMember("diskSpace")).isFalse();
        });
    }

    @Test
    void takesNoPartInLiveness() {
        application.withPropertyValues("management.endpoint.health.group.liveness.include=livenessState,r2dbc")
                .run(context -> assertThat(group(context, "liveness").isMember("headgate")).isFalse());
    }

    @Test
    void leavesReadinessAsTheApplicationWantsIt() {
        application.withPropertyValues("management.endpoint.health.group.readiness.include=readinessState")
                .run(context -> assertThat(group(context, "readiness").isMember("headgate")).isFalse());
    }

    @Test
    void takesPartWhereR2dbcWasAskedFor() {
        application.withPropertyValues("management.endpoint.health.group.readiness.include=readinessState,r2dbc",
                "management.endpoint.health.group.other.include=ping")
                .run(context -> {
                    assertThat(group(context, "readiness").isMember("headgate")).isTrue();
                    assertThat(group(context, "other").isMember("headgate")).isFalse();
                });
    }

    @Test
    void startsWithoutProbes() {
        application.withPropertyValues("management.endpoint.health.probes.enabled=false").run(context -> {
            assertThat(context).hasNotFailed();
            assertThat(context.getBean(HealthEndpointGroups.class).getNames()).isEmpty();
        });
    }

    @Test
    void keepsThePathsOfProbes() {
        application.withPropertyValues("management.endpoint.health.probes.add-additional-paths=true").run(context -> {
            AdditionalPathsMapper mapper = (AdditionalPathsMapper) context.getBean(HealthEndpointGroups.class);

            assertThat(mapper.getAdditionalPaths(HealthEndpoint.ID, WebServerNamespace.SERVER))
                    .containsExactlyInAnyOrder("/livez", "/readyz");
        });
    }

    @Test
    void standsInThePlaceOfSpringsOwn() {
        application.run(context -> {
            assertThat(contributors(context).getContributor("headgate")).isInstanceOf(HeadgateHealthIndicator.class);
            assertThat(contributors(context).getContributor("r2dbc"))
                    .isInstanceOfSatisfying(CompositeReactiveHealthContributor.class,
                            others -> assertThat(others.stream()).isEmpty());
        });
    }

    @Test
    void leavesSpringsOwnToOtherConnectionFactories() {
        application
                .withBean("other", ConnectionFactory.class, () -> Scripted.ready().driver,
                        definition -> ((AbstractBeanDefinition) definition).setDefaultCandidate(false))
                .withBean("own", HeadgateConnectionFactory.class,
                        () -> Scripted.ready().client.connectionFactory())
                .run(context -> assertThat(contributors(context).getContributor("r2dbc"))
                        .isInstanceOfSatisfying(CompositeReactiveHealthContributor.class,
                                others -> assertThat(others.stream()).singleElement()
                                        .satisfies(entry -> {
                                            assertThat(entry.name()).isEqualTo("other");
                                            assertThat(entry.contributor())
                                                    .isInstanceOf(ConnectionFactoryHealthIndicator.class);
                                        })));
    }

    @Test
    void leavesEverythingToSpringWhenItIsOff() {
        application.withPropertyValues("management.health.headgate.enabled=false").run(context -> {
            assertThat(contributors(context).getContributor("headgate")).isNull();
            assertThat(contributors(context).getContributor("r2dbc"))
                    .isInstanceOf(ConnectionFactoryHealthIndicator.class);
        });
    }

    @Test
    void isNotThereWithoutAClient() {
        application.withBean("own", ConnectionFactory.class, () -> Scripted.ready().driver)
                .run(context -> assertThat(contributors(context).getContributor("headgate")).isNull());
    }
}
