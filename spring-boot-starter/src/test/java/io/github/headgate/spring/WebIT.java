package io.github.headgate.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.headgate.testkit.PostgresServer;
import io.github.headgate.testkit.WithPostgres;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

@WithPostgres
class WebIT {

    @Test
    void answersByTheConnectionFactoryAndByTheClient(PostgresServer server) {
        try (RunningApplication application = RunningApplication.with(server)) {
            application.get("/spring").expectStatus().isOk().expectBody(Integer.class).isEqualTo(42);
            application.get("/headgate").expectStatus().isOk().expectBody(Integer.class).isEqualTo(42);
        }
    }

    @Test
    void tellsWhenToComeBackWhileTheDatabaseIsAway(PostgresServer server) {
        try (RunningApplication application = RunningApplication.with(server, "headgate.timeout=500ms")) {
            server.stop();

            for (String path : List.of("/spring", "/headgate")) {
                WebTestClient.ResponseSpec response = application.get(path);

                response.expectStatus()
                        .isEqualTo(503)
                        .expectHeader()
                        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                        .expectHeader()
                        .valueMatches(HttpHeaders.RETRY_AFTER, "[1-9][0-9]*")
                        .expectBody()
                        .json("{\"title\":\"Service Unavailable\",\"status\":503,"
                                + "\"detail\":\"the database is not ready\","
                                + "\"instance\":\"" + path + "\"}");
            }
        }
    }

    @Test
    void letsTheApplicationAnswerForItself(PostgresServer server) {
        try (RunningApplication application = RunningApplication.with(server, "headgate.timeout=500ms")) {
            server.stop();

            application.get("/own").expectStatus().isEqualTo(409).expectBody(String.class).isEqualTo("own");
        }
    }

    @Test
    void refusesThoseBeyondTheGateAtOnce(PostgresServer server) {
        try (RunningApplication application = RunningApplication.with(server, "headgate.max-waiters=1")) {
            server.stop();

            List<String> bodies = Flux.range(0, 3)
                    .flatMap(i -> Flux.defer(() -> Flux.just(body(application)))
                            .subscribeOn(Schedulers.boundedElastic()))
                    .collectList()
                    .block();

            assertThat(bodies).filteredOn(body -> body.contains("too many requests wait for the database")).hasSize(2);
            assertThat(bodies).filteredOn(body -> body.contains("the database is not ready")).hasSize(1);
        }
    }

    private static String body(RunningApplication application) {
        byte[] body = application.get("/headgate")
                .expectStatus()
                .isEqualTo(503)
                .expectBody()
                .returnResult()
                .getResponseBody();
        return new String(body, StandardCharsets.UTF_8);
    }

    @Test
    void givesAllQueriesOfARequestOneDeadline(PostgresServer server) {
        try (RunningApplication application = RunningApplication.with(server, "headgate.web.request-deadline=3s")) {
            application.get("/slow?seconds=1.6").expectStatus().isOk();

            application.get("/twice?seconds=1.6")
                    .expectStatus()
                    .isEqualTo(504)
                    .expectBody()
                    .json("{\"detail\":\"the database did not answer in time\"}");
        }
    }

    @Test
    void takesTheCallersDeadlineWhereThatIsAllowed(PostgresServer server) {
        try (RunningApplication application = RunningApplication.with(server,
                "headgate.web.deadline-header=X-Deadline")) {
            application.get("/spring").expectStatus().isOk();

            application.get("/slow?seconds=9", "X-Deadline", "1s").expectStatus().isEqualTo(504);

            application.get("/spring", "X-Deadline", "soon")
                    .expectStatus()
                    .isBadRequest()
                    .expectHeader()
                    .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                    .expectBody()
                    .json("{\"status\":400,\"instance\":\"/spring\"}");
        }
    }
}
