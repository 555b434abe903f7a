package io.github.headgate;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.headgate.testkit.PostgresServer;
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactoryOptions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;

class SpreadDriverIT {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final int CONNECTIONS = 12;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void givesAPoolsConnectionsToSoManyEventLoopsInEqualParts(int loops) {
        try (PostgresServer server = PostgresServer.started()) {
            ConnectionPool pool = new ConnectionPool(ConnectionPoolConfiguration
                    .builder(SpreadDriver.over(loops, ConnectionFactoryOptions.parse(server.url()).mutate()))
                    .maxSize(CONNECTIONS)
                    .build());

            List<Long> parts = Flux.range(0, CONNECTIONS)
                    .flatMap(number -> threadOfAConnection(pool), CONNECTIONS)
                    .groupBy(thread -> thread)
                    .flatMap(Flux::count)
                    .collectList()
                    .block(LONG);

            assertThat(parts).hasSize(loops).containsOnly((long) CONNECTIONS / loops);
            pool.disposeLater().block(LONG);
        }
    }

    /** Takes so long that each holds a connection of its own. */
    private static Flux<String> threadOfAConnection(ConnectionPool pool) {
        return Flux.usingWhen(pool.create(),
                connection -> Flux.from(connection.createStatement("select pg_sleep(0.5)").execute())
                        .concatMap(result -> result.map((row, metadata) -> Thread.currentThread().getName())),
                Connection::close);
    }
}
