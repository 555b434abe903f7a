package io.github.headgate.micrometer;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** Registers meters with what all meters of a client have in common. */
final class Registrar {

    /** The buckets that OpenTelemetry's conventions ask for. */
    private static final Duration[] BUCKETS = millis(1, 5, 10, 50, 100, 500, 1_000, 5_000, 10_000);

    /** For what may take as long as a database takes to start. */
    private static final Duration[] LONG_BUCKETS = millis(10, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000,
            60_000);

    private final MeterRegistry registry;
    private final Tags tags;

    Registrar(MeterRegistry registry, Tags tags) {
        this.registry = registry;
        this.tags = tags;
    }

    private static Duration[] millis(long... bounds) {
        return Arrays.stream(bounds).mapToObj(Duration::ofMillis).toArray(Duration[]::new);
    }

    Registrar with(Tags more) {
        return new Registrar(registry, tags.and(more));
    }

    Counter counter(String name, String description) {
        return Counter.builder(name).description(description).tags(tags).register(registry);
    }

    /** Counts by constants. There is a counter for each from the start, so that the first count is an increase. */
    <E extends Enum<E>> Consumer<E> counters(
            String name, String description, Class<E> kinds, String key, Function<E, String> value) {
        Map<E, Counter> counters = new EnumMap<>(kinds);
        for (E kind : kinds.getEnumConstants()) {
            counters.put(kind, with(Tags.of(key, value.apply(kind))).counter(name, description));
        }
        return kind -> requireNonNull(counters.get(kind), kind.name()).increment();
    }

    /** Counters of which one is made for each value that comes. */
    Meter.MeterProvider<Counter> counterByTag(String name, String description) {
        return Counter.builder(name).description(description).tags(tags).withRegistry(registry);
    }

    Timer timer(String name, String description) {
        return timer(name, description, BUCKETS).register(registry);
    }

    Timer longTimer(String name, String description) {
        return timer(name, description, LONG_BUCKETS).register(registry);
    }

    Meter.MeterProvider<Timer> timerByTag(String name, String description) {
        return timer(name, description, BUCKETS).withRegistry(registry);
    }

    private Timer.Builder timer(String name, String description, Duration... buckets) {
        return Timer.builder(name).description(description).tags(tags).serviceLevelObjectives(buckets);
    }

    /** Lives as long as {@code subject} is in use elsewhere. */
    <T> void gauge(String name, String description, T subject, ToDoubleFunction<T> value) {
        Gauge.builder(name, subject, value).description(description).tags(tags).register(registry);
    }

    /** The same, with a unit that becomes part of its name where names have units. */
    <T> void gauge(String name, String description, String unit, T subject, ToDoubleFunction<T> value) {
        Gauge.builder(name, subject, value).description(description).baseUnit(unit).tags(tags).register(registry);
    }
}
