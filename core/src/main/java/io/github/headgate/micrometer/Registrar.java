package io.github.headgate.micrometer;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
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

    private final Registrations registrations;
    private final Tags tags;

    Registrar(Registrations registrations, Tags tags) {
        this.registrations = registrations;
        this.tags = tags;
    }

    private static Duration[] millis(long... bounds) {
        return Arrays.stream(bounds).mapToObj(Duration::ofMillis).toArray(Duration[]::new);
    }

    Registrar with(Tags more) {
        return new Registrar(registrations, tags.and(more));
    }

    Counter counter(String name, String description) {
        return registrations.replacing(id(name, Meter.Type.COUNTER),
                Counter.builder(name).description(description).tags(tags)::register);
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

    /** Counts failures by what they are. There is a counter for each that comes. */
    Consumer<Throwable> failures(String name, String description) {
        return failure -> registrations.finding(Counter.builder(name)
                .description(description)
                .tags(tags.and(Keys.ERROR_TYPE, Names.errorType(failure)))::register).increment();
    }

    Timer timer(String name, String description) {
        return timer(name, description, BUCKETS);
    }

    Timer longTimer(String name, String description) {
        return timer(name, description, LONG_BUCKETS);
    }

    private Timer timer(String name, String description, Duration... buckets) {
        return registrations.replacing(id(name, Meter.Type.TIMER), builder(name, description, buckets)::register);
    }

    /** Not to be kept, but asked for whenever there is a time to record. */
    Timer passingTimer(String name, String description) {
        return registrations.finding(builder(name, description, BUCKETS)::register);
    }

    private Timer.Builder builder(String name, String description, Duration... buckets) {
        return Timer.builder(name).description(description).tags(tags).serviceLevelObjectives(buckets);
    }

    /** Holds {@code subject} weakly. */
    <T> void gauge(String name, String description, T subject, ToDoubleFunction<T> value) {
        gauge(name, Gauge.builder(name, subject, value).description(description));
    }

    /** The same, with a unit that becomes part of its name where names have units. */
    <T> void gauge(String name, String description, String unit, T subject, ToDoubleFunction<T> value) {
        gauge(name, Gauge.builder(name, subject, value).description(description).baseUnit(unit));
    }

    private void gauge(String name, Gauge.Builder<?> gauge) {
        registrations.replacing(id(name, Meter.Type.GAUGE), gauge.tags(tags)::register);
    }

    private Meter.Id id(String name, Meter.Type type) {
        return new Meter.Id(name, tags, null, null, type);
    }
}
