package io.github.headgate.spring;

import io.github.headgate.HeadgateClient;
import io.github.headgate.testkit.PostgresServer;
import java.time.Duration;
import java.util.stream.Stream;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** A WebFlux application that knows nothing of Headgate but its properties, on a port of its own. */
final class RunningApplication implements AutoCloseable {

    private final ConfigurableApplicationContext context;
    private final WebTestClient web;

    private RunningApplication(ConfigurableApplicationContext context) {
        this.context = context;
        this.web = WebTestClient.bindToServer()
                .baseUrl("http://localhost:" + context.getEnvironment().getRequiredProperty("local.server.port"))
                .responseTimeout(Duration.ofSeconds(30))
                .build();
    }

    static RunningApplication with(PostgresServer server, String... properties) {
        return with(Application.class, server, properties);
    }

    static RunningApplication with(Class<?> configuration, PostgresServer server, String... properties) {
        String url = "r2dbc:postgresql://%s:%d/%s".formatted(server.host(), server.port(), server.database());
        Stream<String> usual = Stream.of("server.port=0", "spring.r2dbc.url=" + url,
                "spring.r2dbc.username=" + server.user(), "spring.r2dbc.password=" + server.password(),
                "management.endpoint.health.show-details=always");
        String[] arguments = Stream.concat(usual, Stream.of(properties)).map("--"::concat).toArray(String[]::new);
        return new RunningApplication(SpringApplication.run(configuration, arguments));
    }

    WebTestClient.ResponseSpec get(String path, String... headers) {
        WebTestClient.RequestHeadersSpec<?> request = web.get().uri(path);
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return request.exchange();
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    @Override
    public void close() {
        context.close();
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import(Controller.class)
    static class Application {}

    @RestController
    static class Controller {

        private final DatabaseClient database;
        private final HeadgateClient headgate;

        Controller(DatabaseClient database, HeadgateClient headgate) {
            this.database = database;
            this.headgate = headgate;
        }

        @GetMapping("/spring")
        Mono<Integer> spring() {
            return database.sql("select 41 + 1").mapValue(Integer.class).one();
        }

        @GetMapping("/headgate")
        Mono<Integer> headgate() {
            return headgate.sql("select 41 + 1").query(row -> row.get(0, Integer.class)).one();
        }

        @GetMapping("/slow")
        Mono<String> slow(@RequestParam double seconds) {
            return database.sql("select 'slept' from pg_sleep(" + seconds + ")").mapValue(String.class).one();
        }

        @GetMapping("/twice")
        Mono<String> twice(@RequestParam double seconds) {
            return slow(seconds).then(slow(seconds));
        }

        @GetMapping("/own")
        Mono<Integer> own() {
            return headgate().onErrorMap(OwnException::new);
        }

        @ExceptionHandler
        ResponseEntity<String> own(OwnException failure) {
            return ResponseEntity.status(HttpStatus.CONFLICT).body("own");
        }
    }

    private static final class OwnException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        OwnException(Throwable cause) {
            super(cause);
        }
    }
}
