package io.github.headgate;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.headgate.HeadgateEvent.GenerationLost;
import io.github.headgate.HeadgateEvent.OpeningFailed;
import io.github.headgate.micrometer.HeadgateMeters;
import io.github.headgate.micrometer.HeadgateObservations;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import java.net.ConnectException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;

/** The page {@code docs/observability.md} against the meters that there are. */
class ObservabilityPageTest {

    private static final Document PAGE = Document.of(Path.of("..", "docs", "observability.md"));
    private static final String URL = "r2dbc:postgresql://app@localhost:1/orders"; // which nobody connects to

    private static HeadgateClient observed(String url, MeterRegistry meters, ObservationRegistry observations) {
        // tag::meters[]
        HeadgateClient client = HeadgateClient.create(HeadgateOptions.builder(url)
                .name("orders")
                .addListener(HeadgateMeters.of(meters))
                .observer(HeadgateObservations.of(observations))
                .build());
        // end::meters[]
        return client;
    }

    @Test
    void namesEveryMeterWithItsKindAndItsTags() {
        MeterRegistry registry = new SimpleMeterRegistry();
        HeadgateMeters meters = HeadgateMeters.builder(registry).r2dbcPool("pool").build();
        HeadgateClient client = HeadgateClient.create(HeadgateOptions.builder(URL).addListener(meters).build());
        meters.on(new GenerationLost(1, Duration.ZERO, new ConnectException())); // as these are made when they are needed
        meters.on(new OpeningFailed(1, 1, false, new ConnectException()));

        Map<String, String> said = rows(cells -> cells.get(1) + " " + codes(cells.get(2)));

        assertThat(said).isEqualTo(registered(registry));
        StepVerifier.create(client.close()).verifyComplete();
    }

    @Test
    void showsHowAClientIsMadeWithThem() {
        MeterRegistry registry = new SimpleMeterRegistry();

        HeadgateClient client = observed(URL, registry, ObservationRegistry.create());

        assertThat(registry.get("headgate.generation").tag("db.client.connection.pool.name", "orders").gauge().value())
                .isEqualTo(1);
        StepVerifier.create(client.close()).verifyComplete();
    }

    private static Map<String, String> rows(Function<List<String>, String> row) {
        return new TreeMap<>(PAGE.rows("meter")
                .entrySet()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> row.apply(entry.getValue()))));
    }

    private static String codes(String cell) {
        return cell.isEmpty() ? "[]" : new TreeSet<>(List.of(cell.replace("`", "").split(", "))).toString();
    }

    private static Map<String, String> registered(MeterRegistry registry) {
        return registry.getMeters()
                .stream()
                .map(Meter::getId)
                .filter(id -> !id.getName().endsWith(".histogram")) // this registry's own way to show a timer's buckets
                .collect(Collectors.toMap(Meter.Id::getName,
                        id -> id.getType().name().toLowerCase(Locale.ROOT) + " " + tags(id), (first, second) -> first,
                        TreeMap::new));
    }

    private static String tags(Meter.Id id) {
        TreeSet<String> keys = id.getTags()
                .stream()
                .map(tag -> tag.getKey())
                .filter(key -> !key.equals("db.client.connection.pool.name")) // which all have, as the page says once
                .collect(Collectors.toCollection(TreeSet::new));
        return keys.toString();
    }
}
