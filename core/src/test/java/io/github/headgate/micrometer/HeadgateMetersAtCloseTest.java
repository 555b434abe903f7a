package io.github.headgate.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.headgate.HeadgateClient;
import io.github.headgate.HeadgateOptions;
import io.github.headgate.testkit.Answer;
import io.github.headgate.testkit.ScriptedConnectionFactory;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

/** What a client's close leaves of its meters, and what a client of the same name finds. */
class HeadgateMetersAtCloseTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    private ScriptedClient client() {
        return new ScriptedClient(settings -> settings
                .addListener(HeadgateMeters.builder(registry).r2dbcPool("connectionFactory").build()));
    }

    private static HeadgateClient unnamed(MeterRegistry registry) {
        VirtualTimeScheduler timer = VirtualTimeScheduler.create();
        ScriptedConnectionFactory driver = ScriptedConnectionFactory.timedBy(timer);
        driver.on("nonsense", Answer.fails(ScriptedClient.answer("42601")));
        return HeadgateClient.create(HeadgateOptions.builder(driver)
                .timer(timer)
                .addListener(HeadgateMeters.of(registry))
                .build());
    }

    private void close(ScriptedClient scripted) {
        scripted.run(scripted.client.close());
        scripted.advance(10_000);
    }

    private double gauge(String name) {
        return registry.get(name).gauge().value();
    }

    private long queries() {
        return registry.get("db.client.operation.duration")
                .tags("db.operation.name", "query", "outcome", "completed")
                .timer()
                .count();
    }

    @Test
    void nothingIsLeftOfAClientThatNobodyNamed() {
        HeadgateClient client = unnamed(registry);
        StepVerifier.create(client.sql("nonsense").update()).verifyError();
        assertThat(registry.getMeters()).isNotEmpty();

        StepVerifier.create(client.close()).verifyComplete();

        assertThat(registry.getMeters()).isEmpty();
    }

    @Test
    void nothingIsLeftInRegistriesOfOthers() {
        PrometheusMeterRegistry prometheus = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        CompositeMeterRegistry composite = new CompositeMeterRegistry().add(prometheus).add(registry);
        HeadgateClient client = unnamed(composite);
        StepVerifier.create(client.sql("nonsense").update()).verifyError();
        assertThat(prometheus.scrape()).contains("db_client_operation_duration_seconds_bucket");

        StepVerifier.create(client.close()).verifyComplete();

        assertThat(prometheus.scrape()).isEmpty();
        assertThat(registry.getMeters()).isEmpty();
    }

    @Test
    void whatAClosedClientRefusesBringsNothingBack() {
        HeadgateClient client = unnamed(registry);
        StepVerifier.create(client.close()).verifyComplete();

        StepVerifier.create(client.sql("select 1").update()).verifyError();

        assertThat(registry.getMeters()).isEmpty();
    }

    @Test
    void whatOthersRegisteredStays() {
        registry.counter("orders.placed").increment();
        HeadgateClient client = unnamed(registry);

        StepVerifier.create(client.close()).verifyComplete();

        assertThat(registry.getMeters()).containsExactly(registry.get("orders.placed").counter());
    }

    @Test
    void aClientMadeAnewUnderTheSameNameIsShown() {
        ScriptedClient first = client().ready();
        first.run(first.read());
        close(first);

        ScriptedClient second = client().ready();
        second.run(second.read());

        assertThat(gauge("headgate.generation")).isEqualTo(1);
        assertThat(gauge("r2dbc.pool.allocated")).isEqualTo(2);
        assertThat(queries()).isEqualTo(1);
    }

    @Test
    void aClientThatTakesTheNameOverIsShownThenAndAfterTheOthersClose() {
        ScriptedClient first = client().ready();
        first.run(first.read());
        ScriptedClient second = client();

        assertThat(gauge("headgate.connections.open")).isZero();
        close(first);
        second.ready().run(second.read());

        assertThat(gauge("headgate.connections.open")).isEqualTo(3);
        assertThat(gauge("r2dbc.pool.allocated")).isEqualTo(2);
        assertThat(queries()).isEqualTo(1);
    }
}
