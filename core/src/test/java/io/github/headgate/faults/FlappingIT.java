package io.github.headgate.faults;

import io.github.headgate.testkit.PostgresServer;
import io.github.headgate.testkit.Shutdown;
import io.github.headgate.testkit.WithPostgres;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A server that comes and goes. */
@WithPostgres
class FlappingIT {

    private static final int TIMES = Dose.of(4, 300);
    private static final Duration EACH = Duration.ofSeconds(1);

    @Test
    void everySecondIsFollowedEachTime(PostgresServer server) {
        try (Scenario scenario = Scenario.on(server).start()) {
            for (int time = 0; time < TIMES; time++) {
                scenario.pause(EACH);
                scenario.outage("down", () -> {
                    server.stop(Shutdown.IMMEDIATE);
                    scenario.pause(EACH);
                    server.start();
                });
            }
            scenario.pause(EACH);

            scenario.finished(TIMES).hold();
        }
    }
}
