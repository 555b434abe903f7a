package io.github.headgate;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.headgate.testkit.PostgresServer;
import io.github.headgate.testkit.WithPostgres;
import io.r2dbc.spi.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** Callers that leave at any moment. */
@WithPostgres
class CancelStormIT {

    private static final int CANCELS = Integer.getInteger("headgate.cancels", 2_000);
    private static final Duration LONG = Duration.ofMinutes(2);

    private final PostgresServer server;
    private final HeadgateClient client;
    private final AtomicInteger inTwoHands = new AtomicInteger();

    CancelStormIT(PostgresServer server) {
        this.server = server;
        this.client = HeadgateClient.create(HeadgateOptions.builder(server.url()).build());
    }

    @AfterEach
    void closed() {
        Hooks.resetOnErrorDropped();
        Hooks.resetOnNextDropped();
        StepVerifier.create(client.close()).expectComplete().verify(LONG);
    }

    @Test
    void loseNoConnectionAndShareNone() {
        long seed = Long.getLong("headgate.seed", System.nanoTime());
        System.out.println("seed of the storm: " + seed + " (-Dheadgate.seed)");
        Random random = new Random(seed);
        ConcurrentLinkedQueue<Throwable> dropped = new ConcurrentLinkedQueue<>();
        Hooks.onErrorDropped(dropped::add);
        server.execute("create table if not exists ledger (id serial primary key)");
        List<Supplier<Publisher<?>>> operations = List.of(
                () -> client.sql("select 1").query(row -> 1).one(),
                () -> client.sql("select generate_series(1, 1000)").query(row -> 1).all(),
                () -> client.sql("insert into ledger default values").update(),
                () -> client.inTransaction(tx -> tx.sql("insert into ledger default values")
                        .update()
                        .then(tx.sql("select 1").query(row -> 1).one())),
                this::throughTheFactory);

        Mono<Void> storm = Flux.range(0, CANCELS)
                .flatMap(i -> Flux.from(operations.get(random.nextInt(operations.size())).get())
                        .take(Duration.ofNanos(random.nextInt(3_000_000)))
                        .doOnError(this::noted)
                        .onErrorComplete()
                        .then(), 64)
                .then();

        StepVerifier.create(storm).expectComplete().verify(LONG);
        StepVerifier.create(Flux.interval(Duration.ofMillis(50))
                .map(tick -> client.snapshot())
                .filter(now -> now.inUse() == 0 && now.running() == 0 && now.waiting() == 0)
                .next()
                .timeout(Duration.ofSeconds(10), Mono.fromSupplier(client::snapshot)))
                .assertNext(now -> {
                    assertThat(now.running()).as("running").isZero();
                    assertThat(now.waiting()).as("waiting").isZero();
                    assertThat(now.inUse()).as("in use").isZero();
                    assertThat(now.idle()).isLessThanOrEqualTo(10);
                })
                .expectComplete()
                .verify(LONG);
        assertThat(inTwoHands).hasValue(0);
        assertThat(dropped).isEmpty();
        Backends.of(server, "state like 'idle in transaction%'").areGoneWithin(Duration.ofSeconds(5));
        StepVerifier.create(Flux.range(0, 100).flatMap(i -> client.sql("select 1").query(row -> 1).one(), 20).count())
                .expectNext(100L)
                .expectComplete()
                .verify(LONG);
    }

    private Flux<Integer> throughTheFactory() {
        return Flux.usingWhen(client.connectionFactory().create(), CancelStormIT::query, Connection::close);
    }

    private static Flux<Integer> query(Connection connection) {
        return Flux.from(connection.createStatement("select 1").execute())
                .concatMap(result -> result.map(row -> 1));
    }

    /** A lease of a connection that is lent already fails with this. */
    private void noted(Throwable failure) {
        if (failure instanceof IllegalStateException && String.valueOf(failure.getMessage()).contains("hands")) {
            inTwoHands.incrementAndGet();
        }
    }
}
