package io.github.headgate.faults;

import io.github.headgate.testkit.PostgresServer;
import io.github.headgate.testkit.WithPostgres;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A process of the server that dies, so that the server ends all others and recovers. */
@WithPostgres
class BackendKillIT {

    private static final int KILLS = Dose.of(3, 50);
    private static final Duration BETWEEN = Dose.of(Duration.ofSeconds(2), Duration.ofSeconds(12));

    @Test
    void endsOneGenerationEach(PostgresServer server) {
        try (Scenario scenario = Scenario.on(server).start()) {
            Random random = scenario.random();
            for (int kill = 0; kill < KILLS; kill++) {
                scenario.pause(BETWEEN);
                scenario.outage("kill", () -> {
                    scenario.sessions().killOne(random.nextDouble());
                    server.start();
                });
            }
            scenario.pause(BETWEEN);

            scenario.finished(KILLS).hold();
        }
    }
}
