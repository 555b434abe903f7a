package io.github.headgate.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

@WithPostgres
class FaultProxyIT {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    private FaultProxy proxy;

    @BeforeEach
    void open(PostgresServer server) {
        proxy = FaultProxy.before(server);
    }

    @AfterEach
    void close() {
        proxy.close();
    }

    @Test
    void leadsToTheServerAndCounts() {
        Instant before = Instant.now();
        ConnectionFactory factory = ConnectionFactories.get(proxy.url());

        StepVerifier.create(queried(factory, "select 1").repeat(1)).expectNext(1, 1).expectComplete().verify(LIMIT);

        assertThat(proxy.connects()).isEqualTo(2);
        assertThat(proxy.connectTimes()).isSorted().allMatch(time -> !time.isBefore(before));
        Await.until(() -> proxy.open() == 0, LIMIT, () -> "still open: " + proxy.open());
    }

    @Test
    void countsThoseOpenAtOnce() throws IOException {
        List<Socket> clients = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            clients.add(new Socket(proxy.host(), proxy.port()));
        }
        Await.until(() -> proxy.connects() == 300, LIMIT, () -> "accepted: " + proxy.connects());

        for (Socket client : clients) {
            client.close();
        }

        Await.until(() -> proxy.open() == 0, LIMIT, () -> "still open: " + proxy.open());
        assertThat(proxy.mostOpen()).isGreaterThanOrEqualTo(100); // as many as the server serves at once
    }

    @Test
    void endsAnAnswerInItsMidst() {
        ConnectionFactory factory = ConnectionFactories.get(proxy.url());
        ArmedFault fault = proxy.after(50_000, Direction.TO_CLIENT, Fault.CUT);

        StepVerifier.create(length(factory, 1_000_000)).expectError().verify(LIMIT);

        assertThat(fault.struck()).map(next -> next.passed(Direction.TO_CLIENT)).contains(50_000L);
        assertThat(proxy.faults()).isEqualTo(1);
    }

    @Test
    void deliversAStalledAnswerWholeWhenItFlows() {
        ConnectionFactory factory = ConnectionFactories.get(proxy.url());
        ArmedFault fault = proxy.after(500_000, Direction.TO_CLIENT, Fault.STALL);

        StepVerifier.create(length(factory, 1_000_000))
                .then(() -> assertThat(fault.awaitStruck(LIMIT)).isTrue())
                .expectNoEvent(Duration.ofMillis(200))
                .then(proxy::flow)
                .expectNext(1_000_000)
                .expectComplete()
                .verify(LIMIT);
    }

    @Test
    void isNoticedByNoQueryWhenItIsSlow() {
        proxy.slice(1);
        proxy.delay(Duration.ZERO, Duration.ofMillis(5), 1);

        StepVerifier.create(length(ConnectionFactories.get(proxy.url()), 1_000))
                .expectNext(1_000)
                .expectComplete()
                .verify(LIMIT);
    }

    @Test
    void leavesTheClientOfAServerThatHasGoneInTheDark(PostgresServer server) throws SQLException {
        try (java.sql.Connection connection = DriverManager.getConnection(jdbcUrl(server))) {
            int port = proxy.connections().get(0).portAtServer();
            proxy.strike(Fault.HALF_OPEN);

            String sessions = "select pid from pg_stat_activity where client_port = " + port;
            Await.until(() -> server.query(sessions).isEmpty(), LIMIT, () -> "the server's session lives on");
            connection.setNetworkTimeout(Runnable::run, 300);
            assertThatThrownBy(() -> connection.createStatement().execute("select 1"))
                    .hasRootCauseInstanceOf(SocketTimeoutException.class);
        }
    }

    private String jdbcUrl(PostgresServer server) {
        return "jdbc:postgresql://" + proxy.host() + ":" + proxy.port() + "/" + server.database()
                + "?user=" + server.user() + "&password=" + server.password();
    }

    private static Mono<Integer> length(ConnectionFactory factory, int bytes) {
        return queried(factory,
                "select length(long)::int, long from (select repeat('x', " + bytes + ") as long) as it");
    }

    private static Mono<Integer> queried(ConnectionFactory factory, String sql) {
        return Mono.usingWhen(factory.create(), connection -> asked(connection, sql), Connection::close);
    }

    private static Mono<Integer> asked(Connection connection, String sql) {
        return Flux.from(connection.createStatement(sql).execute())
                .concatMap(result -> result.map(row -> row.get(0, Integer.class)))
                .single();
    }

    @Test
    void closesAtOnceWhatTheServerRefuses(PostgresServer server) throws IOException {
        server.stop();

        try (Socket client = new Socket(proxy.host(), proxy.port())) {
            client.setSoTimeout((int) LIMIT.toMillis());

            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
        assertThat(proxy.connects()).isEqualTo(1);
    }
}
