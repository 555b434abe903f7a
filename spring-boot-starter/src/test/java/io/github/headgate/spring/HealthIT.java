package io.github.headgate.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.headgate.HeadgateClient;
import io.github.headgate.testkit.PostgresServer;
import io.github.headgate.testkit.WithPostgres;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;

@WithPostgres
class HealthIT {

    private static final String READINESS = "/actuator/health/readiness";
    private static final String HEADGATE = "/actuator/health/headgate";

    @Test
    void isReadyWhileTheDatabaseAnswers(PostgresServer server) {
        try (RunningApplication application = RunningApplication.with(server)) {
            application.get(READINESS).expectStatus().isOk();
            application.get("/actuator/health")
                    .expectStatus()
                    .isOk()
                    .expectBody()
                    .jsonPath("$.components.headgate.status")
                    .isEqualTo("UP")
                    .jsonPath("$.components.headgate.details.generation")
                    .isEqualTo(1)
                    .jsonPath("$.components.r2dbc")
                    .doesNotExist();
        }
    }

    @Test
    void isNotReadyButLivesWhileTheDatabaseIsAway(PostgresServer server) {
        try (RunningApplication application = RunningApplication.with(server)) {
            application.get("/spring").expectStatus().isOk();
            server.stop();

            application.get(READINESS).expectStatus().isEqualTo(503);
            application.get(HEADGATE)
                    .expectStatus()
                    .isEqualTo(503)
                    .expectBody()
                    .jsonPath("$.status")
                    .isEqualTo("OUT_OF_SERVICE")
                    .jsonPath("$.details.state")
                    .isEqualTo("OPENING")
                    .jsonPath("$.details.cause")
                    .exists()
                    .jsonPath("$.details.retryAfter")
                    .exists();
            application.get("/actuator/health/liveness").expectStatus().isOk();
        }
    }

    @Test
    void isReadyAgainWhenTheDatabaseIsBack(PostgresServer server) {
        try (RunningApplication application = RunningApplication.with(server)) {
            application.get("/spring").expectStatus().isOk();
            server.stop();
            application.get(READINESS).expectStatus().isEqualTo(503);

            server.start();

            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> application.get(READINESS).expectStatus().isOk());
        }
    }

    @Test
    void staysReadyWhileAllConnectionsAreInUse(PostgresServer server) {
        try (RunningApplication application = RunningApplication.with(server, "headgate.max-size=1",
                "headgate.timeout=60s", "headgate.health-timeout=4s")) {
            HeadgateClient client = application.bean(HeadgateClient.class);
            application.get("/spring").expectStatus().isOk();
            Disposable slow = client.sql("select pg_sleep(60)").query(row -> 1).one().subscribe();
            await().until(() -> client.snapshot().inUse() == 1);

            application.get(READINESS).expectStatus().isOk();
            application.get(HEADGATE)
                    .expectStatus()
                    .isOk()
                    .expectBody()
                    .jsonPath("$.details.state")
                    .isEqualTo("SATURATED");

            slow.dispose();
        }
    }

    @Test
    void showsNoPassword(PostgresServer server) {
        try (RunningApplication application = RunningApplication.with(server, "spring.r2dbc.password=notthisone",
                "headgate.health-timeout=10s")) {
            String body = application.get(HEADGATE)
                    .expectStatus()
                    .isEqualTo(503)
                    .expectBody(String.class)
                    .returnResult()
                    .getResponseBody();

            assertThat(body).contains("\"state\":\"DOWN\"").contains("28P01").doesNotContain("notthisone");
        }
    }
}
