package io.github.headgate.micrometer;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.headgate.HeadgateClient;
import io.github.headgate.HeadgateOptions;
import io.github.headgate.testkit.PostgresServer;
import io.github.headgate.testkit.WithPostgres;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** That each query of the dashboard finds its metrics and its labels in what Prometheus is given. */
@WithPostgres
class GrafanaDashboardIT {

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Path DASHBOARD = Path.of("..", "docs", "grafana-dashboard.json");

    private static final String LABEL = "([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\]|\\\\.)*)\"";
    private static final Pattern SERIES = Pattern.compile("^([a-zA-Z_][a-zA-Z0-9_]*)(?:\\{(.*)})? \\S+$");
    private static final Pattern LEGEND = Pattern.compile("\\{\\{\\s*([a-zA-Z_][a-zA-Z0-9_]*)\\s*}}");
    private static final Pattern LABEL_VALUES = Pattern.compile("label_values\\(\\s*(\\w+)\\s*,\\s*(\\w+)\\s*\\)");

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JsonNode dashboard = JsonMapper.shared().readTree(DASHBOARD.toFile());

    /** Some of all: what succeeds, fails, is cancelled, and an outage with attempts to connect that fail. */
    private String play(PostgresServer server) {
        HeadgateClient client = HeadgateClient.create(HeadgateOptions.builder(server.url())
                .name("orders")
                .timeout(LONG)
                .addListener(HeadgateMeters.of(registry))
                .build());
        Mono<Integer> query = client.sql("select 1").query(row -> row.get(0, Integer.class)).one();

        StepVerifier.create(query).expectNext(1).expectComplete().verify(LONG);
        StepVerifier.create(client.health()).expectNextCount(1).expectComplete().verify(LONG);
        StepVerifier.create(client.sql("nonsense").update()).expectError().verify(LONG);
        cancelAStatement(client);
        server.stop();
        Mono<Void> start = Mono.delay(Duration.ofSeconds(1))
                .publishOn(Schedulers.boundedElastic())
                .then(Mono.fromRunnable(server::start));
        StepVerifier.create(Mono.when(query, start)).expectComplete().verify(LONG);
        String scrape = registry.scrape();
        StepVerifier.create(client.close()).expectComplete().verify(LONG);
        return scrape;
    }

    /** Once it runs: before it was sent there is nothing to be cancelled. */
    private void cancelAStatement(HeadgateClient client) {
        Mono<Boolean> running = client.sql("select exists (select from pg_stat_activity "
                + "where query = 'select pg_sleep(60)' and wait_event = 'PgSleep')")
                .query(row -> row.get(0, Boolean.class))
                .one()
                .filter(Boolean::booleanValue)
                .repeatWhenEmpty(ran -> ran.delayElements(Duration.ofMillis(10)));
        Mono<Void> cancelled = Mono.firstWithSignal(client.sql("select pg_sleep(60)").update().then(), running.then());
        Mono<Double> counted = Mono.fromSupplier(this::cancels)
                .filter(count -> count == 1)
                .repeatWhenEmpty(none -> none.delayElements(Duration.ofMillis(10)));

        StepVerifier.create(cancelled.then(counted)).expectNext(1.0).expectComplete().verify(LONG);
    }

    private double cancels() {
        return registry.get("headgate.cancel.duration").tags("result", "cancelled").timer().count();
    }

    /** The labels that each metric has, in any of its series. */
    private static Map<String, Set<String>> labels(String scrape) {
        Map<String, Set<String>> labels = new HashMap<>();
        scrape.lines().map(SERIES::matcher).filter(Matcher::matches).forEach(series -> {
            Set<String> known = labels.computeIfAbsent(series.group(1), name -> new TreeSet<>());
            if (series.group(2) != null) {
                Pattern.compile(LABEL).matcher(series.group(2)).results().forEach(label -> known.add(label.group(1)));
            }
        });
        return labels;
    }

    private List<JsonNode> targets() {
        return dashboard.findValues("targets").stream().flatMap(JsonNode::valueStream).toList();
    }

    @Test
    void asksOnlyForWhatThereIs(PostgresServer server) {
        Map<String, Set<String>> labels = labels(play(server));

        assertThat(targets()).hasSizeGreaterThan(30).allSatisfy(target -> {
            Query query = Query.of(target.get("expr").asString());
            assertThat(query.selectors()).isNotEmpty().allSatisfy(selector -> {
                assertThat(labels).containsKey(selector.metric());
                assertThat(labels.get(selector.metric())).containsAll(selector.labels()).containsAll(query.groupedBy());
            });
        });
    }

    @Test
    void namesItsLinesByLabelsThatThereAre(PostgresServer server) {
        Map<String, Set<String>> labels = labels(play(server));

        assertThat(targets()).allSatisfy(target -> {
            Query query = Query.of(target.get("expr").asString());
            boolean aggregated = target.get("expr").asString().matches(".*\\b(sum|max)\\b.*");
            Set<String> shown = aggregated ? query.groupedBy() : labels.get(query.selectors().get(0).metric());
            Set<String> named = LEGEND.matcher(target.get("legendFormat").asString())
                    .results()
                    .map(label -> label.group(1))
                    .collect(toSet());
            assertThat(shown).containsAll(named);
        });
    }

    @Test
    void choosesAmongTheClientsThatThereAre(PostgresServer server) {
        Map<String, Set<String>> labels = labels(play(server));

        Matcher variable = LABEL_VALUES.matcher(dashboard.at("/templating/list/1/query/query").asString());

        assertThat(variable.matches()).isTrue();
        assertThat(labels.get(variable.group(1))).contains(variable.group(2));
    }

    /** The check would see what is wrong. */
    @Test
    void isReadAsPrometheusReadsIt() {
        Query query = Query.of("histogram_quantile(0.99, sum by (le, outcome) "
                + "(rate(a_bucket{x=~\"$x\", y!=\"1\"}[$__rate_interval]))) / on() max(b) == 1");

        assertThat(query.groupedBy()).containsExactly("le", "outcome");
        assertThat(query.selectors()).extracting(Query.Selector::metric).containsExactly("a_bucket", "b");
        assertThat(query.selectors().get(0).labels()).containsExactly("x", "y");
    }
}
