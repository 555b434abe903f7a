package io.github.headgate;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.headgate.testkit.ArmedFault;
import io.github.headgate.testkit.Direction;
import io.github.headgate.testkit.Fault;
import io.github.headgate.testkit.FaultProxy;
import io.github.headgate.testkit.PostgresServer;
import io.github.headgate.testkit.Shutdown;
import io.github.headgate.testkit.WithPostgres;
import io.r2dbc.spi.IsolationLevel;
import io.r2dbc.spi.R2dbcDataIntegrityViolationException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** The code of the README that needs a server. */
@Timeout(60)
class ReadmeIT {

    private static final Duration LONG = Duration.ofSeconds(30);

    private static PostgresServer postgres;
    private static HeadgateClient client;

    @BeforeAll
    static void started() {
        postgres = PostgresServer.started();
        client = HeadgateClient.create(postgres.url());
        postgres.execute("create table account (id int primary key, balance int)");
        postgres.execute("insert into account values (1, 100), (2, 0)");
        postgres.execute("create table payment (id uuid primary key, amount int)");
    }

    @AfterAll
    static void closed() {
        client.close().block(LONG);
        postgres.close();
    }

    @Test
    void writesAndReads() {
        String url = postgres.url().replace("r2dbc:", "r2dbc:headgate:");

        // tag::quickstart[]
        HeadgateClient client = HeadgateClient.create(url); // opens nothing before it is used

        Mono<Long> table = client.sql("create table if not exists customer (id serial, name text)").update();
        Mono<Integer> added = client.sql("insert into customer (name) values ($1) returning id")
                .bind("$1", "Ada")
                .returning(row -> row.get("id", Integer.class))
                .one();
        Flux<String> names = client.sql("select name from customer order by id")
                .query(row -> row.get("name", String.class))
                .all();

        table.then(added)
                .thenMany(names)
                .doOnNext(System.out::println)
                .blockLast(); // in a main method; a WebFlux controller returns it
        client.close().block();
        // end::quickstart[]

        assertThat(postgres.query("select name from customer")).isEqualTo(List.of(List.of("Ada")));
    }

    @Test
    void movesMoneyInATransaction() {
        // tag::transaction[]
        Mono<Long> moved = client.inTransaction(transaction -> {
            Sql change = transaction.sql("update account set balance = balance + $1 where id = $2");
            return change.bind("$1", -10)
                    .bind("$2", 1)
                    .update()
                    .then(change.bind("$1", 10).bind("$2", 2).update());
        });
        // end::transaction[]

        StepVerifier.create(moved).expectNext(1L).expectComplete().verify(LONG);
        assertThat(postgres.query("select balance from account order by id"))
                .isEqualTo(List.of(List.of(90), List.of(10)));
    }

    @Test
    void undoesAPartOfATransaction() {
        postgres.execute("create table tag (name text primary key)");
        postgres.execute("insert into tag values ('new')");
        postgres.execute("create table item (id int, tag text)");
        postgres.execute("insert into item values (1, 'old')");

        // tag::savepoint[]
        Mono<Long> tagged = client.inTransaction(
                TransactionOptions.defaults()
                        .isolationLevel(IsolationLevel.SERIALIZABLE)
                        .timeout(Duration.ofSeconds(2)),
                transaction -> transaction.inSavepoint(part -> part.sql("insert into tag values ('new')").update())
                        .onErrorReturn(R2dbcDataIntegrityViolationException.class, 0L) // it is there already
                        .then(transaction.sql("update item set tag = 'new' where id = 1").update()));
        // end::savepoint[]

        StepVerifier.create(tagged).expectNext(1L).expectComplete().verify(LONG);
        assertThat(postgres.query("select tag from item")).isEqualTo(List.of(List.of("new")));
    }

    @Test
    void declaresAWriteIdempotent() {
        UUID id = UUID.randomUUID();

        // tag::idempotent[]
        Mono<Long> paid = client.sql("insert into payment (id, amount) values ($1, $2) on conflict do nothing")
                .bind("$1", id)
                .bind("$2", 10)
                .idempotent()
                .update();
        // end::idempotent[]

        StepVerifier.create(paid.then(paid)).expectNext(0L).expectComplete().verify(LONG);
    }

    @Test
    void asksAgainWhenAnAnswerIsResetInItsMidst() {
        PostgresServer server = postgres;

        // tag::proxy[]
        try (FaultProxy proxy = FaultProxy.before(server)) {
            HeadgateClient client = HeadgateClient.create(proxy.url());
            Mono<Integer> one = client.sql("select 1").query(row -> row.get(0, Integer.class)).one();
            StepVerifier.create(one).expectNext(1).verifyComplete();

            ArmedFault fault = proxy.after(17, Direction.TO_CLIENT, Fault.RESET); // in the midst of the next answer

            StepVerifier.create(one).expectNext(1).verifyComplete();
            assertThat(fault.struck()).isPresent();
            client.close().block();
        }
        // end::proxy[]
    }

    @Nested
    // tag::testkit[]
    @WithPostgres
    class OrdersIT {

        @Test
        void outlivesARestart(PostgresServer server) {
            HeadgateClient client = HeadgateClient.create(server.url());
            Mono<Integer> one = client.sql("select 1").query(row -> row.get(0, Integer.class)).one();
            StepVerifier.create(one).expectNext(1).verifyComplete();

            server.restart(Shutdown.IMMEDIATE);

            StepVerifier.create(one).expectNext(1).verifyComplete();
            client.close().block();
        }
    }
    // end::testkit[]
}
