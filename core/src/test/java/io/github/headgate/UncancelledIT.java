package io.github.headgate;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.headgate.faults.Alarms;
import io.github.headgate.testkit.PostgresServer;
import io.github.headgate.testkit.WithPostgres;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactories;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

@WithPostgres
class UncancelledIT {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final int TIMES = 5_000;
    private static final int ANSWERED = 150_000; // nanoseconds in which most answers have come

    private final Random random = new Random(1);

    @Test
    void leaksNoRowThatComesWhileItIsCancelled(PostgresServer server) {
        Connection connection = requireNonNull(
                Mono.from(ConnectionFactories.get(server.url()).create()).block(LONG));
        try (Alarms alarms = new Alarms()) {
            for (int time = 0; time < TIMES; time++) {
                var answer = Uncancelled.of(Mono.defer(() -> answer(connection))).subscribe();
                LockSupport.parkNanos(random.nextInt(ANSWERED));
                answer.dispose();
                answer(connection).block(LONG); // so that no queue of the driver's runs over
            }
            Mono.from(connection.close()).block(LONG);

            assertThat(alarms.heard()).filteredOn(message -> message.contains("DataRow.release()")).isEmpty();
        }
    }

    private static Mono<Integer> answer(Connection connection) {
        return Flux.from(connection.createStatement("select 1").execute())
                .concatMap(result -> result.map(row -> row.get(0, Integer.class)))
                .last();
    }
}
