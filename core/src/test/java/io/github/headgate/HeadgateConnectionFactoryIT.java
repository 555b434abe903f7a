package io.github.headgate;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.headgate.testkit.PostgresServer;
import io.github.headgate.testkit.Shutdown;
import io.github.headgate.testkit.WithPostgres;
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import io.r2dbc.postgresql.api.Notification;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionMetadata;
import io.r2dbc.spi.Wrapped;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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
                server.url().replace("r2dbc:postgresql:", "r2dbc:headgate:postgresql:")
                        + "?maxSize=1&timeout=20s&startupTimeout=15s");
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

        Filled.await(factory.client(), 2);
        assertThat(factory.client().snapshot().open()).isEqualTo(2);
        assertThat(factory.getMetadata().getName()).isEqualTo("PostgreSQL");
    }

    @Test
    void givesAConnectionThatUnwrapsToTheDrivers() {
        Mono<PostgresqlConnection> unwrapped = Mono.usingWhen(factory.create(),
                connection -> Mono.just(unwrapped(connection)), Connection::close);

        StepVerifier.create(unwrapped).expectNextCount(1).expectComplete().verify(LONG);
    }

    private static PostgresqlConnection unwrapped(Connection connection) {
        return requireNonNull(((Wrapped<?>) connection).unwrap(PostgresqlConnection.class));
    }

    @Test
    void hearsNotificationsOnAConnectionThatIsUnwrapped() {
        Mono<String> heard = Mono.usingWhen(factory.create(),
                connection -> answer(connection, "listen news; select 1")
                        .then(unwrapped(connection).getNotifications()
                                .map(Notification::getParameter)
                                .mergeWith(answer(connection, "notify news, 'hello'; select 1").then(Mono.empty()))
                                .next()),
                Connection::close);

        StepVerifier.create(heard).expectNext("hello").expectComplete().verify(LONG);
    }

    @Test
    void saysOfTheServerWhatTheDriverSays() {
        Mono<ConnectionMetadata> metadata = Mono.usingWhen(factory.create(),
                connection -> Mono.just(connection.getMetadata()), Connection::close);

        assertThat(requireNonNull(metadata.block(LONG)))
                .returns("PostgreSQL", ConnectionMetadata::getDatabaseProductName)
                .returns((String) server.query("show server_version").get(0).get(0),
                        ConnectionMetadata::getDatabaseVersion);
    }

    @Test
    void unwrapsToTheDriversOwnForWhatNeedsAConnectionOfItsOwn() {
        assertThat(factory.unwrap(HeadgateConnectionFactory.class)).isSameAs(factory);
        assertThat(factory.unwrap(ConnectionFactory.class)).isSameAs(factory);
        assertThat(factory.unwrap(PostgresqlConnectionFactory.class)).isSameAs(factory.unwrap());
        assertThat(factory.unwrap(ConnectionPool.class)).isNull();

        Mono<Integer> beside = Mono.usingWhen(
                factory.unwrap().create(), connection -> answer(connection, "select 1"), Connection::close);

        StepVerifier.create(beside).expectNext(1).expectComplete().verify(LONG);
        assertThat(factory.client().snapshot().open()).isZero();
    }

    @Test
    void passesTheDriversOptionsOn() {
        assertThat(answered("applicationName=shop&currentSchema=app&statementTimeout=41s&lockWaitTimeout=PT42S"
                + "&timeZone=Asia/Tokyo&options=work_mem=8MB;jit=off",
                "concat_ws(' ', current_setting('application_name'), current_setting('search_path'), "
                        + "current_setting('statement_timeout'), current_setting('lock_timeout'), "
                        + "current_setting('timezone'), current_setting('work_mem'), current_setting('jit'))"))
                .isEqualTo("shop app 41s 42s Asia/Tokyo 8MB off");
    }

    @Test
    void passesTheDriversOptionsForTlsOn(@TempDir Path directory, @TempDir Path another) throws Exception {
        String encrypted = "(select ssl::text from pg_stat_ssl where pid = pg_backend_pid())";
        Path certificate = Tls.switchOn(server, directory);
        Path stranger = Tls.pair(another).certificate();

        assertThat(answered("sslMode=verify-full&sslRootCert=" + certificate, encrypted)).isEqualTo("true");
        assertThat(answered("sslMode=disable", encrypted)).isEqualTo("false");
        assertThatThrownBy(() -> answered("sslMode=verify-ca&sslRootCert=" + stranger, encrypted))
                .isInstanceOf(OpeningFailedException.class);
    }

    /** What a client with these settings more is told. */
    private String answered(String settings, String expression) {
        HeadgateClient client = HeadgateClient.create(server.url() + "?timeout=20s&startupTimeout=15s&" + settings);
        Mono<String> answer = client.sql("select " + expression).query(row -> row.get(0, String.class)).one();
        return requireNonNull(Mono.usingWhen(Mono.just(client), open -> answer, HeadgateClient::close).block(LONG));
    }

    @Test
    void executesAStatementAnewForEachSubscription() {
        Mono<List<Integer>> sums = Mono.usingWhen(factory.create(), connection -> {
            Mono<Integer> sum = Flux.from(connection.createStatement("select $1 + 1").bind("$1", 1).execute())
                    .concatMap(result -> result.map(row -> row.get(0, Integer.class)))
                    .last();
            return Flux.concat(sum, sum, sum).collectList();
        }, Connection::close);

        StepVerifier.create(sums).expectNext(List.of(2, 2, 2)).expectComplete().verify(LONG);
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
