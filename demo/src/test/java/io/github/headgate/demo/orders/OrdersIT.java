package io.github.headgate.demo.orders;

import static io.github.headgate.testkit.Snapshots.isReady;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.headgate.DeadlineExceededException;
import io.github.headgate.HeadgateClient;
import io.github.headgate.HeadgateOptions;
import io.github.headgate.testkit.FaultProxy;
import io.github.headgate.testkit.PostgresServer;
import io.github.headgate.testkit.Shutdown;
import io.github.headgate.testkit.WithPostgres;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.test.web.reactive.server.WebTestClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

/** The service over a real Postgres, which these tests break. */
// tag::real-service[]
@WithPostgres
class OrdersIT {

    private static final Duration LONG = Duration.ofSeconds(60);

    private final PostgresServer server;
    private final HeadgateClient client;
    private final WebTestClient web;

    OrdersIT(PostgresServer server) {
        this.server = server;
        this.client = HeadgateClient.create(HeadgateOptions.builder(server.url()).timeout(LONG).build());
        this.web = WebTestClient.bindToController(new OrderController(new Orders(client)))
                .configureClient()
                .responseTimeout(LONG)
                .build();
    }

    @BeforeAll
    static void createTable(PostgresServer server) {
        server.execute(Orders.TABLE);
    }

    @AfterEach
    void close() {
        client.close().block(LONG);
    }
    // end::real-service[]

    // tag::restart[]
    @Test
    void areAllPlacedAcrossARestartUnderLoad() {
        Flux<UUID> placed = Flux.range(1, 100_000)
                .takeWhile(quantity -> isReady(2).negate().test(client.snapshot().readiness()))
                .flatMap(this::placed, 8);

        StepVerifier.create(placed)
                .recordWith(ArrayList::new)
                .expectNextCount(20)
                .then(() -> server.restart(Shutdown.IMMEDIATE))
                .thenConsumeWhile(order -> true)
                .consumeRecordedWith(this::areAllThere)
                .expectComplete()
                .verify(LONG);
    }

    private Mono<UUID> placed(int quantity) {
        Order order = new Order(UUID.randomUUID(), "tea", quantity);
        return Mono.fromRunnable(() -> web.post().uri("/orders").bodyValue(order).exchange().expectStatus().isCreated())
                .subscribeOn(Schedulers.boundedElastic()) // a WebTestClient blocks
                .thenReturn(order.id());
    }

    private void areAllThere(Collection<UUID> placed) {
        assertThat(server.query("select id from orders"))
                .extracting(row -> row.get(0))
                .containsExactlyInAnyOrderElementsOf(placed);
    }
    // end::restart[]

    // tag::silence[]
    @Test
    void endWithTheirDeadlineWhenTheServerFallsSilent(FaultProxy proxy) {
        HeadgateClient impatient = HeadgateClient.create(
                HeadgateOptions.builder(proxy.url()).timeout(Duration.ofSeconds(2)).build());
        Mono<Order> unknown = new Orders(impatient).find(UUID.randomUUID());
        StepVerifier.create(impatient.ready()).expectComplete().verify(LONG);

        proxy.stall();

        StepVerifier.create(unknown).expectError(DeadlineExceededException.class).verify(LONG);
        proxy.flow();
        StepVerifier.create(unknown.retry(3)).expectComplete().verify(LONG); // a busy machine may take longer
        impatient.close().block(LONG);
    }
    // end::silence[]
}
