package io.github.headgate.spring;

import java.lang.reflect.RecordComponent;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.Environment;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;

/** Properties below {@code headgate} that nobody knows, such as a misspelt one, which would do nothing in silence. */
final class UnknownProperties {

    private static final Logger LOG = LoggerFactory.getLogger(HeadgateAutoConfiguration.class);
    private static final ConfigurationPropertyName PREFIX = ConfigurationPropertyName.of("headgate");
    private static final ConfigurationPropertyName TESTKIT = PREFIX.append("testkit");

    private static final Map<ConfigurationPropertyName, Class<?>> RECORDS = Map.of(
            PREFIX, HeadgateProperties.class,
            PREFIX.append("web"), HeadgateWebProperties.class,
            PREFIX.append("metrics"), HeadgateMetricsProperties.class,
            PREFIX.append("observation"), HeadgateObservationProperties.class);

    private static final Set<ConfigurationPropertyName> KNOWN = Stream
            .concat(RECORDS.entrySet().stream().flatMap(group -> names(group.getKey(), group.getValue())),
                    Stream.of("enabled", "ssl.bundle", "web.problems").map(PREFIX::append))
            .collect(Collectors.toUnmodifiableSet());

    private UnknownProperties() {}

    private static Stream<ConfigurationPropertyName> names(ConfigurationPropertyName prefix, Class<?> properties) {
        return Stream.of(properties.getRecordComponents())
                .map(RecordComponent::getName)
                .map(DataObjectPropertyName::toDashedForm)
                .map(prefix::append);
    }

    /** Warns of each by its name. Those of environment variables are left out, since these can be written in many ways. */
    static void warnOf(Environment environment) {
        ConfigurationPropertySources.get(environment)
                .forEach(source -> names(source)
                        .filter(name -> PREFIX.isAncestorOf(name) && !TESTKIT.isAncestorOf(name)
                                && !KNOWN.contains(name))
                        .forEach(name -> LOG.warn("{} has no effect: Headgate has no property of this name", name)));
    }

    private static Stream<ConfigurationPropertyName> names(ConfigurationPropertySource source) {
        boolean variables = source.getUnderlyingSource() instanceof PropertySource<?> underlying
                && underlying.getName().equals(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME);
        return !variables && source instanceof IterableConfigurationPropertySource known
                ? known.stream()
                : Stream.empty();
    }
}
