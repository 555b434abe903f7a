package io.github.headgate.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

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

        Mono<Integer> one = Mono.usingWhen(factory.create(),
                connection -> Flux.from(connection.createStatement("select 1").execute())
                        .concatMap(result -> result.map(row -> row.get(0, Integer.class)))
                        .single(),
                connection -> connection.close());
        StepVerifier.create(one.repeat(1)).expectNext(1, 1).expectComplete().verify(LIMIT);

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
    void closesAtOnceWhatTheServerRefuses(PostgresServer server) throws IOException {
        server.stop();

        try (Socket client = new Socket(proxy.host(), proxy.port())) {
            client.setSoTimeout((int) LIMIT.toMillis());

            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
        assertThat(proxy.connects()).isEqualTo(1);
    }
}
