package io.github.headgate.faults;

import io.github.headgate.testkit.PostgresServer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A server that has no connection left for us. */
class TooManyConnectionsIT {

    private static final int TIMES = Dose.of(2, 20);
    private static final Duration EACH = Dose.of(Duration.ofSeconds(3), Duration.ofSeconds(30));

    @Test
    void ofOthersEndNoGeneration() {
        try (PostgresServer server = PostgresServer.builder().setting("max_connections", "40").start();
                Scenario scenario = Scenario.on(server).start()) {
            for (int time = 0; time < TIMES; time++) {
                scenario.pause(Duration.ofSeconds(1));
                scenario.fault("exhaust", () -> new Others(server).takeAllConnections(EACH));
            }
            scenario.pause(Duration.ofSeconds(1));

            scenario.finished(0).hold();
        }
    }
}
