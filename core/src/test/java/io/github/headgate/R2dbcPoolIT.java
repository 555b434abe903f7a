package io.github.headgate;

import io.github.headgate.testkit.PostgresServer;
import io.github.headgate.testkit.WithPostgres;
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactory;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** The way from r2dbc-pool to Headgate, as the page about it tells. */
@WithPostgres
@Timeout(120)
class R2dbcPoolIT {

    private static final Duration LONG = Duration.ofSeconds(60);

    private final String url;

    R2dbcPoolIT(PostgresServer server) {
        this.url = server.url();
    }

    @BeforeAll
    static void filled(PostgresServer server) {
        server.execute("create table customer (id int primary key, name text); insert into customer values (1, 'Ada')");
    }

    private static void yieldsAda(Flux<String> names) {
        StepVerifier.create(names).expectNext("Ada").expectComplete().verify(LONG);
    }

    // tag::r2dbc-code[]
    static Flux<String> names(ConnectionFactory factory) {
        return Flux.usingWhen(
                factory.create(),
                connection -> namesOver(connection),
                Connection::close);
    }

    private static Flux<String> namesOver(Connection connection) {
        return Flux.from(connection.createStatement("select name from customer order by id").execute())
                .concatMap(result -> result.map(row -> row.get("name", String.class)));
    }
    // end::r2dbc-code[]

    @Test
    void beginsAtThePool() {
        // tag::r2dbc-pool[]
        ConnectionPool pool = new ConnectionPool(ConnectionPoolConfiguration.builder(ConnectionFactories.get(url))
                .maxSize(20)
                .maxAcquireTime(Duration.ofSeconds(4))
                .build());
        // end::r2dbc-pool[]

        yieldsAda(names(pool));
        pool.disposeLater().block(LONG);
    }

    @Test
    void keepsTheCodeOnTheFactory() {
        // tag::instead-of-r2dbc-pool[]
        HeadgateClient client = HeadgateClient.create(HeadgateOptions.builder(url)
                .maxSize(20)
                .timeout(Duration.ofSeconds(4))
                .build());
        ConnectionFactory factory = client.connectionFactory();
        // end::instead-of-r2dbc-pool[]

        client.ready().block(LONG);
        yieldsAda(names(factory));
        client.close().block(LONG);
    }

    @Test
    void endsAtTheClient() {
        HeadgateClient client = HeadgateClient.create(url);
        client.ready().block(LONG);

        // tag::headgate-code[]
        Flux<String> names = client.sql("select name from customer order by id")
                .query(row -> row.get("name", String.class))
                .all();
        Mono<Long> renamed = client.sql("update customer set name = $1 where id = $2")
                .bind("$1", "Ada")
                .bind("$2", 1)
                .idempotent() // setting a name twice is setting it once
                .update();
        // end::headgate-code[]

        yieldsAda(renamed.thenMany(names));
        client.close().block(LONG);
    }
}
