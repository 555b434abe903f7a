package io.github.headgate.demo.orders;

import static org.springframework.http.HttpHeaders.RETRY_AFTER;
import static org.springframework.http.HttpStatus.SERVICE_UNAVAILABLE;

import io.github.headgate.HeadgateClient;
import io.github.headgate.testkit.PostgresServer;
import io.github.headgate.testkit.Shutdown;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ApplicationContext;
import org.springframework.http.MediaType;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.reactive.server.WebTestClient;

/** The service with all that Spring Boot and the starter put around it. */
@SpringBootTest(classes = OrdersApplication.class, properties = "headgate.timeout=2s")
class OrdersApplicationIT {

    private static final Duration LONG = Duration.ofSeconds(60);

    // tag::spring-boot-test[]
    private static final PostgresServer SERVER = PostgresServer.started(); // gone when the JVM is

    @DynamicPropertySource
    static void database(DynamicPropertyRegistry registry) {
        registry.add("spring.r2dbc.url", SERVER::url);
    }
    // end::spring-boot-test[]

    private final HeadgateClient client;
    private final WebTestClient web;

    OrdersApplicationIT(@Autowired ApplicationContext context, @Autowired HeadgateClient client) {
        this.client = client;
        this.web = WebTestClient.bindToApplicationContext(context).configureClient().responseTimeout(LONG).build();
    }

    @BeforeAll
    static void createTable() {
        SERVER.execute(Orders.TABLE);
    }

    @AfterAll
    static void close() {
        SERVER.close();
    }

    private WebTestClient.ResponseSpec sought() {
        return web.get().uri("/orders/{id}", UUID.randomUUID()).exchange();
    }

    @Test
    void tellsItsCallersToComeBackWhileTheDatabaseIsAway() {
        SERVER.stop(Shutdown.IMMEDIATE);

        sought().expectStatus()
                .isEqualTo(SERVICE_UNAVAILABLE)
                .expectHeader()
                .exists(RETRY_AFTER)
                .expectHeader()
                .contentType(MediaType.APPLICATION_PROBLEM_JSON);

        SERVER.start();
        client.ready().block(LONG);
        sought().expectStatus().isNotFound();
    }
}
