package io.github.headgate.testkit;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.R2dbcException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

class PostgresServerIT {

    private static final Duration SILENCE = Duration.ofMillis(500);
    private static final Duration ANSWER = Duration.ofSeconds(10);

    private static PostgresServer server;

    @BeforeAll
    static void start() {
        server = PostgresServer.started();
    }

    @AfterAll
    static void close() {
        server.close();
    }

    @BeforeEach
    void run() {
        server.thaw();
        server.start();
    }

    @Test
    void takesClientsByItsUrl() {
        assertThat(selectOne().block(ANSWER)).isEqualTo(1);
    }

    @Test
    void refusesAWrongPassword() {
        String url = server.url().replace(":" + server.password() + "@", ":wrong@");

        assertThatThrownBy(() -> Mono.from(ConnectionFactories.get(url).create()).block(ANSWER))
                .isInstanceOfSatisfying(R2dbcException.class, e -> assertThat(e.getSqlState()).isEqualTo("28P01"));
    }

    @Test
    void refusesTls() {
        assertThatThrownBy(() -> Mono.from(ConnectionFactories.get(server.url() + "?sslMode=require").create())
                .block(ANSWER))
                .hasMessageContaining("SSL");
    }

    @Test
    void keepsDataAndPortOverARestart() {
        server.execute("create table kept_by_restart as select 7 as value");
        String url = server.url();

        server.restart(Shutdown.FAST);

        assertThat(server.url()).isEqualTo(url);
        assertThat(server.query("select value from kept_by_restart")).containsExactly(List.of(7));
    }

    @Test
    void keepsWhatWasCommittedOverAnImmediateRestart() {
        server.execute("create table kept_by_recovery as select 7 as value");

        server.restart(Shutdown.IMMEDIATE);

        assertThat(server.query("select value from kept_by_recovery")).containsExactly(List.of(7));
    }

    @Test
    void startsAfterAKillWithWhatWasCommitted() {
        server.execute("create table kept_by_kill as select 7 as value");

        server.kill();
        assertThat(server.acceptsConnections()).isFalse();
        server.start();

        assertThat(server.query("select value from kept_by_kill")).containsExactly(List.of(7));
    }

    @Test
    void takesNoLoginWhileItIsStopped() {
        server.stop();

        assertThat(server.acceptsConnections()).isFalse();
    }

    @Test
    void answersNothingWhileAllOfItIsFrozenAndGoesOnWhenThawed() {
        Connection connection = connection();
        server.freeze(Freeze.ALL);

        assertThatThrownBy(() -> selectOne(connection).block(SILENCE)).hasMessageContaining("Timeout");
        assertThat(server.acceptsConnections()).isFalse();
        server.thaw();

        assertThat(selectOne().block(ANSWER)).isEqualTo(1);
    }

    @Test
    void servesOldSessionsAndNoNewOnesWhileItsPostmasterIsFrozen() {
        Connection connection = connection();
        server.freeze(Freeze.POSTMASTER);

        assertThat(selectOne(connection).block(ANSWER)).isEqualTo(1);
        assertThat(server.acceptsConnections()).isFalse();
        server.thaw();

        assertThat(server.acceptsConnections()).isTrue();
    }

    @Test
    void diesWhileItIsFrozen() {
        server.freeze(Freeze.ALL);

        server.kill();
        server.start();

        assertThat(server.acceptsConnections()).isTrue();
    }

    @Test
    void terminatesTheSessionsOfItsClients() {
        server.terminateBackends();
        List<Connection> connections = List.of(connection(), connection());

        assertThat(server.terminateBackends()).isEqualTo(2);

        assertThat(connections).allSatisfy(connection -> assertThatThrownBy(() -> selectOne(connection).block(ANSWER))
                .isInstanceOf(R2dbcException.class));
    }

    @Test
    void runsBesideOthers() {
        try (PostgresServer other = PostgresServer.started()) {
            other.execute("create table elsewhere ()");

            assertThat(other.port()).isNotEqualTo(server.port());
            assertThat(server.query("select from pg_tables where tablename = 'elsewhere'")).isEmpty();
        }
    }

    @Test
    void comesUpLaterOnThePortThatWasKnownBefore() {
        try (PostgresServer later = PostgresServer.builder().build()) {
            String url = later.url();
            assertThat(later.acceptsConnections()).isFalse();

            later.start();

            assertThat(Mono.from(ConnectionFactories.get(url).create()).block(ANSWER)).isNotNull();
        }
    }

    @Test
    void takesSettingsAndAPassword() {
        try (PostgresServer other = PostgresServer.builder()
                .setting("max_connections", "17")
                .password("o'd d%/@:")
                .start()) {
            assertThat(other.query("show max_connections")).containsExactly(List.of("17"));
            assertThat(Mono.from(ConnectionFactories.get(other.url()).create()).block(ANSWER)).isNotNull();
        }
    }

    @Test
    void saysWhyItDoesNotComeUp() {
        assertThatIllegalStateException()
                .isThrownBy(() -> PostgresServer.builder().setting("max_connections", "many").start())
                .withMessageContaining("max_connections");
    }

    @Test
    void hasAStandbyThatFollowsAndCanBePromoted() {
        server.execute("create table followed as select 1 as value");
        try (PostgresServer standby = server.standby()) {
            server.execute("insert into followed values (2)");
            Await.until(() -> standby.query("select from followed").size() == 2, ANSWER, () -> "not followed");
            assertThatIllegalStateException().isThrownBy(() -> standby.execute("insert into followed values (3)"))
                    .withMessageContaining("read-only");

            server.stop(Shutdown.IMMEDIATE);
            standby.promote();
            standby.execute("insert into followed values (3)");

            assertThat(standby.query("select from followed")).hasSize(3);
        }
    }

    @Test
    void leavesNothingBehindWhenClosed() {
        PostgresServer other = PostgresServer.started();
        other.freeze(Freeze.ALL);

        other.close();

        assertThat(other.acceptsConnections()).isFalse();
        assertThatIllegalStateException().isThrownBy(other::start).withMessageContaining("is closed");
    }

    private static Connection connection() {
        return requireNonNull(Mono.<Connection>from(ConnectionFactories.get(server.url()).create()).block(ANSWER));
    }

    private static Mono<Integer> selectOne() {
        return Mono.usingWhen(ConnectionFactories.get(server.url()).create(), PostgresServerIT::selectOne,
                Connection::close);
    }

    private static Mono<Integer> selectOne(Connection connection) {
        return Flux.from(connection.createStatement("select 1").execute())
                .concatMap(result -> result.map(row -> row.get(0, Integer.class)))
                .single();
    }
}
