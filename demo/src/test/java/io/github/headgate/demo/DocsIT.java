package io.github.headgate.demo;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.headgate.testkit.PostgresServer;
import io.github.headgate.testkit.WithPostgres;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.configurationmetadata.ConfigurationMetadataProperty;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroup;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroups;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.core.env.EnumerablePropertySource;

/** What the pages in {@code docs} say of properties: each is known, and an application starts with them. */
@WithPostgres
class DocsIT {

    private static final String POOL = "spring.r2dbc.pool.";
    private static final Pattern POOL_ROW = Pattern.compile(
            "^\\| `" + Pattern.quote(POOL) + "([a-z-]+)` \\| `([^`]+)`", Pattern.MULTILINE);

    private final KnownProperties known = KnownProperties.onTheClassPath();
    private final ReactiveWebApplicationContextRunner application;

    DocsIT(PostgresServer server) {
        application = new ReactiveWebApplicationContextRunner()
                .withUserConfiguration(AnyApplication.class)
                .withPropertyValues("DATABASE_PASSWORD=" + server.password(), "spring.r2dbc.url=" + server.url());
    }

    @EnableAutoConfiguration
    static class AnyApplication {}

    static Stream<EnumerablePropertySource<?>> configurations() {
        return Page.all().flatMap(Page::configurations);
    }

    private static String writtenDefault(ConfigurationMetadataProperty property) {
        return property.getDefaultValue() == null ? "none" : property.getDefaultValue().toString();
    }

    @ParameterizedTest
    @MethodSource("configurations")
    void areKnown(EnumerablePropertySource<?> configuration) {
        assertThat(configuration.getPropertyNames()).isNotEmpty().allMatch(known::have);
    }

    @ParameterizedTest
    @MethodSource("configurations")
    void letAnApplicationStart(EnumerablePropertySource<?> configuration) {
        application.withInitializer(context -> context.getEnvironment().getPropertySources().addLast(configuration))
                .run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void areKnownWhereTheTextNamesThem() {
        assertThat(Page.all().flatMap(Page::named)).isNotEmpty().allMatch(known::have);
    }

    @Test
    void haveTheDefaultsThatTheTableOfThePoolTells() {
        Map<String, String> told = POOL_ROW.matcher(Page.of("from-spring-boot.md").text())
                .results()
                .collect(toMap(row -> POOL + row.group(1), row -> row.group(2)));

        assertThat(told).isEqualTo(known.properties()
                .values()
                .stream()
                .filter(property -> property.getId().startsWith(POOL))
                .collect(toMap(ConfigurationMetadataProperty::getId, DocsIT::writtenDefault)));
    }

    @Test
    void putHeadgateIntoReadinessAloneUnlessTheApplicationSaysOtherwise() {
        application.run(context -> {
            HealthEndpointGroups groups = context.getBean(HealthEndpointGroups.class);
            assertThat(Arrays.asList(groups.get("readiness"), groups.get("liveness")))
                    .extracting(group -> group.isMember("headgate"))
                    .containsExactly(true, false);
        });
        application.withPropertyValues("management.endpoint.health.group.readiness.include=readinessState")
                .run(context -> assertThat(context.getBean(HealthEndpointGroups.class).get("readiness"))
                        .matches(group -> !group.isMember("headgate")));
    }
}
