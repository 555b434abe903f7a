package io.github.headgate.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.headgate.HeadgateClient;
import io.github.headgate.HeadgateOptions;
import io.github.headgate.testkit.PostgresServer;
import io.github.headgate.testkit.Shutdown;
import io.github.headgate.testkit.WithPostgres;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** The meters of a client on a real server. */
@WithPostgres
class HeadgateMetersIT {

    private static final Duration LONG = Duration.ofSeconds(60);

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final HeadgateClient client;

    HeadgateMetersIT(PostgresServer server) {
        client = HeadgateClient.create(HeadgateOptions.builder(server.url())
                .timeout(LONG)
                .addListener(HeadgateMeters.builder(registry).r2dbcPool("connectionFactory").build())
                .build());
    }

    @AfterEach
    void closed() {
        client.close().block(LONG);
    }

    private Mono<Integer> query() {
        return client.sql("select 1").query(row -> row.get(0, Integer.class)).one();
    }

    /** A server that is back before its loss is noticed may be met by a connect of the generation that is lost. */
    private Mono<Double> lost() {
        return Mono.fromSupplier(() -> gauge("headgate.generation"))
                .filter(generation -> generation > 1)
                .repeatWhenEmpty(unnoticed -> unnoticed.delayElements(Duration.ofMillis(10)));
    }

    private double gauge(String name) {
        return registry.get(name).gauge().value();
    }

    @Test
    void followTheClientThroughARestart(PostgresServer server) {
        StepVerifier.create(query()).expectNext(1).expectComplete().verify(LONG);
        assertThat(gauge("headgate.generation")).isEqualTo(1);

        server.restart(Shutdown.IMMEDIATE);
        StepVerifier.create(lost()).expectNext(2.0).expectComplete().verify(LONG);
        StepVerifier.create(query()).expectNext(1).expectComplete().verify(LONG);

        assertThat(gauge("headgate.generation")).isEqualTo(2);
        assertThat(gauge("r2dbc.pool.allocated")).isPositive();
        assertThat(gauge("r2dbc.pool.max.allocated")).isEqualTo(10);
        assertThat(registry.get("headgate.warmup.duration").timer().count()).isEqualTo(2);
        assertThat(registry.get("headgate.generations.lost").counters()).singleElement()
                .satisfies(lost -> assertThat(lost.count()).isEqualTo(1));
        assertThat(registry.get("db.client.operation.duration")
                .tags("db.namespace", server.database(), "outcome", "completed", "db.operation.name", "query")
                .timer()
                .count()).isEqualTo(2);
    }
}
