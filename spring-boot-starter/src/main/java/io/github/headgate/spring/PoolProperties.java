package io.github.headgate.spring;

import io.github.headgate.HeadgateOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.bind.Binder;

/**
 * What {@code spring.r2dbc.pool.*} says, as far as it has been set: Spring's own object of it cannot tell a value that
 * was set from a default, and its defaults are not ours.
 */
final class PoolProperties {

    private static final Logger LOG = LoggerFactory.getLogger(HeadgateAutoConfiguration.class);
    private static final String PREFIX = "spring.r2dbc.pool.";

    /** Those that say nothing to this client, and what to say instead. */
    private static final Map<String, String> WITHOUT_COUNTERPART = Map.of(
            "acquire-retry", "see headgate.max-retries",
            "max-acquire-time", "see headgate.timeout, which bounds a whole operation",
            "max-create-connection-time", "see headgate.connect-timeout and headgate.startup-timeout",
            "max-validation-time", "a connection is not asked before it is lent, but watched",
            "min-idle", "see headgate.initial-size",
            "validation-depth", "a connection is not asked before it is lent, but watched",
            "validation-query", "a connection is not asked before it is lent, but watched");

    private final Binder properties;

    PoolProperties(Binder properties) {
        this.properties = properties;
    }

    /**
     * Sets what has a counterpart, and warns about what has none.
     *
     * @throws InvalidPropertyException if the builder refuses a value
     */
    void applyTo(HeadgateOptions.Builder options) {
        set("max-size", Integer.class, options::maxSize);
        set("initial-size", Integer.class, options::initialSize);
        set("max-idle-time", Duration.class, limit(options::maxIdleTime, options::noMaxIdleTime));
        set("max-life-time", Duration.class, limit(options::maxLifeTime, options::noMaxLifeTime));
        ignored().forEach(name -> LOG.warn("{}{} has no effect on Headgate: {}", PREFIX, name,
                WITHOUT_COUNTERPART.get(name)));
        set("enabled", Boolean.class, PoolProperties::enabled);
    }

    private List<String> ignored() {
        return WITHOUT_COUNTERPART.keySet()
                .stream()
                .filter(name -> properties.bind(PREFIX + name, String.class).isBound())
                .sorted()
                .toList();
    }

    private static void enabled(boolean enabled) {
        if (!enabled) {
            LOG.warn("{}enabled=false has no effect on Headgate, which always pools; headgate.enabled=false leaves the"
                    + " ConnectionFactory to Spring Boot", PREFIX);
        }
    }

    private <T> void set(String name, Class<T> type, Consumer<T> setting) {
        properties.bind(PREFIX + name, type)
                .ifBound(value -> InvalidPropertyException.run(PREFIX + name, () -> setting.accept(value)));
    }

    /** There, a negative duration is none. */
    private static Consumer<Duration> limit(Consumer<Duration> set, Runnable lift) {
        return value -> {
            if (value.isNegative()) {
                lift.run();
            } else {
                set.accept(value);
            }
        };
    }
}
