package io.github.headgate.testkit;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
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

class PgBouncerIT {

    private static final Duration SILENCE = Duration.ofMillis(500);
    private static final Duration ANSWER = Duration.ofSeconds(10);

    private static PostgresServer server;
    private static PgBouncer bouncer;

    @BeforeAll
    static void start() {
        assumeTrue(PgBouncer.isInstalled(), "no pgbouncer on this machine: apt-get install pgbouncer");
        server = PostgresServer.builder().password("o'd \"d%/@:").start();
        bouncer = PgBouncer.before(server).start();
    }

    @AfterAll
    static void close() {
        if (bouncer != null) {
            bouncer.close();
            server.close();
        }
    }

    @BeforeEach
    void run() {
        bouncer.resume();
        bouncer.start();
    }

    @Test
    void takesClientsToTheServerByItsUrl() {
        assertThat(selectOne(bouncer).block(ANSWER)).isEqualTo(1);
        assertThat(bouncer.command("show databases")).anySatisfy(row -> assertThat(row)
                .contains("postgres", server.port()));
    }

    @Test
    void poolsTransactions() {
        assertThat(bouncer.command("show config")).anySatisfy(row -> assertThat(row)
                .startsWith("pool_mode", "transaction"));
    }

    @Test
    void refusesAWrongPassword() {
        String url = bouncer.url().replaceFirst("//[^@]*@", "//postgres:wrong@");

        assertThatThrownBy(() -> Mono.from(ConnectionFactories.get(url).create()).block(ANSWER))
                .isInstanceOf(R2dbcException.class)
                .hasMessageContaining("authentication failed");
    }

    @Test
    void letsClientsWaitWhileItIsPausedAndGoOnWhenItIsResumed() {
        bouncer.pause();
        bouncer.pause();

        assertThatThrownBy(() -> selectOne(bouncer).block(SILENCE)).hasMessageContaining("Timeout");
        bouncer.resume();
        bouncer.resume();

        assertThat(selectOne(bouncer).block(ANSWER)).isEqualTo(1);
    }

    @Test
    void refusesConnectionsWhenItIsStoppedAndIsBackOnItsPortWhenStarted() {
        String url = bouncer.url();

        bouncer.stop();
        bouncer.stop();
        assertThat(Ports.isFree(bouncer.port())).isTrue();
        bouncer.start();

        assertThat(bouncer.url()).isEqualTo(url);
        assertThat(selectOne(bouncer).block(ANSWER)).isEqualTo(1);
    }

    @Test
    void isPausedNoMoreAfterARestart() {
        bouncer.pause();

        bouncer.restart();

        assertThat(selectOne(bouncer).block(ANSWER)).isEqualTo(1);
    }

    @Test
    void cutsItsClientsOffWhenKilled() {
        Connection connection = requireNonNull(
                Mono.<Connection>from(ConnectionFactories.get(bouncer.url()).create()).block(ANSWER));

        bouncer.kill();

        assertThatThrownBy(() -> selectOne(connection).block(ANSWER)).isInstanceOf(R2dbcException.class);
    }

    @Test
    void startsBeforeItsServer() {
        try (PostgresServer later = PostgresServer.builder().build();
                PgBouncer before = PgBouncer.before(later).setting("server_login_retry", "0.1").start()) {
            later.start();

            assertThat(selectOne(before).block(ANSWER)).isEqualTo(1);
        }
    }

    @Test
    void reachesTheServerByAnotherWay() {
        try (FaultProxy proxy = FaultProxy.before(server);
                PgBouncer other = PgBouncer.before(server).upstream(proxy.host(), proxy.port()).start()) {
            assertThat(selectOne(other).block(ANSWER)).isEqualTo(1);

            assertThat(proxy.connects()).isEqualTo(1);
        }
    }

    @Test
    void standsBehindAProxy() {
        try (FaultProxy proxy = FaultProxy.before(bouncer)) {
            assertThat(selectOne(proxy.url()).block(ANSWER)).isEqualTo(1);
        }
    }

    @Test
    void keepsItsPasswordsToItself() throws IOException {
        Path configuration = Path.of((String) bouncer.command("show config")
                .stream()
                .filter(row -> row.get(0).equals("auth_file"))
                .findFirst()
                .orElseThrow()
                .get(1));

        assertThat(Files.getPosixFilePermissions(configuration))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void saysWhyItDoesNotComeUp() {
        assertThatIllegalStateException()
                .isThrownBy(() -> PgBouncer.before(server).setting("pool_mode", "dreaming").start())
                .withMessageContaining("pool_mode");
    }

    @Test
    void leavesNothingBehindWhenClosed() {
        PgBouncer other = PgBouncer.before(server).start();
        Path home = configured(other, "auth_file").getParent();

        other.close();

        assertThat(Ports.isFree(other.port())).isTrue();
        assertThat(home).doesNotExist();
        assertThatIllegalStateException().isThrownBy(other::start).withMessageContaining("is closed");
    }

    private static Path configured(PgBouncer bouncer, String name) {
        return bouncer.command("show config")
                .stream()
                .filter(row -> name.equals(row.get(0)))
                .map(row -> Path.of(String.valueOf(row.get(1))))
                .findFirst()
                .orElseThrow();
    }

    private static Mono<Integer> selectOne(PgBouncer bouncer) {
        return selectOne(bouncer.url());
    }

    private static Mono<Integer> selectOne(String url) {
        return Mono.usingWhen(ConnectionFactories.get(url).create(), PgBouncerIT::selectOne, Connection::close);
    }

    private static Mono<Integer> selectOne(Connection connection) {
        return Flux.from(connection.createStatement("select 1").execute())
                .concatMap(result -> result.map(row -> row.get(0, Integer.class)))
                .single();
    }
}
