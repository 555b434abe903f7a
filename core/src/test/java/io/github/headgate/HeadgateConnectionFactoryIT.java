package io.github.headgate;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.headgate.testkit.PostgresServer;
import io.github.headgate.testkit.Shutdown;
import io.github.headgate.testkit.WithPostgres;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.Wrapped;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** What a user of R2DBC meets who knows nothing of Headgate but its URL. */
@WithPostgres
class HeadgateConnectionFactoryIT {

    private static final Duration LONG = Duration.ofSeconds(30);

    private final PostgresServer server;
    private final HeadgateConnectionFactory factory;

    HeadgateConnectionFactoryIT(PostgresServer server) {
        this.server = server;
        this.factory = (HeadgateConnectionFactory) ConnectionFactories.get(
                server.url().replace("r2dbc:postgresql:", "r2dbc:headgate:postgresql:") + "?maxSize=1&timeout=6s");
    }

    @AfterEach
    void closed() {
        StepVerifier.create(factory.close()).expectComplete().verify(LONG);
        // a statement that was cancelled runs on at the server, which notices at its end that nobody listens
        Backends.of(server, "application_name like 'r2dbc%'").areGoneWithin(Duration.ofSeconds(10));
    }

    private Mono<Integer> answer(Connection connection, String sql) {
        return Flux.from(connection.createStatement(sql).execute())
                .concatMap(result -> result.map(row -> row.get(0, Integer.class)))
                .last();
    }

    private Mono<Integer> query(String sql) {
        return Mono.usingWhen(factory.create(), connection -> answer(connection, sql), Connection::close);
    }

    @Test
    void isFoundByItsUrlAndTakesItsSettingsFromIt() {
        StepVerifier.create(query("select 1")).expectNext(1).expectComplete().verify(LONG);

        assertThat(factory.client().snapshot().open()).isEqualTo(2);
        assertThat(factory.getMetadata().getName()).isEqualTo("PostgreSQL");
    }

    @Test
    void givesAConnectionThatUnwrapsToTheDrivers() {
        Mono<Boolean> unwraps = Mono.usingWhen(factory.create(),
                connection -> Mono.fromSupplier(() -> connection instanceof Wrapped<?> wrapped
                        && wrapped.unwrap(PostgresqlConnection.class) != null),
                Connection::close);

        StepVerifier.create(unwraps).expectNext(true).expectComplete().verify(LONG);
    }

    @Test
    void rollsBackWhatItsUserLeftOpen() {
        server.execute("create table if not exists note (id int)");

        Mono<Integer> leftOpen = Mono.usingWhen(factory.create(),
                connection -> Mono.from(connection.beginTransaction())
                        .then(answer(connection, "insert into note values (1) returning id")),
                Connection::close);

        StepVerifier.create(leftOpen.then(query("select count(*)::int from note")))
                .expectNext(0)
                .expectComplete()
                .verify(LONG);
    }

    @Test
    void givesTheNextBorrowerAConnectionThatIsFreeThoughTheLastOneCancelled() {
        Mono<Integer> impatient = query("select 1 from pg_sleep(4)").timeout(Duration.ofMillis(100), Mono.just(0));

        StepVerifier.create(impatient.then(query("select 2")))
                .expectNext(2)
                .expectComplete()
                .verify(Duration.ofSeconds(3));
    }

    @Test
    void waitsForAServerThatRestarts() {
        StepVerifier.create(query("select 1")).expectNext(1).expectComplete().verify(LONG);

        server.restart(Shutdown.IMMEDIATE);

        StepVerifier.create(query("select 2")).expectNext(2).expectComplete().verify(LONG);
    }
}
