package io.github.headgate.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.headgate.testkit.PostgresServer;
import io.github.headgate.testkit.Shutdown;
import io.github.headgate.testkit.WithPostgres;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A server that is restarted while it is used. */
@WithPostgres
class RestartIT {

    private static final int RESTARTS = Dose.of(4, 30);
    private static final Duration BETWEEN = Dose.of(Duration.ofMillis(1_200), Duration.ofSeconds(3));

    private final PostgresServer server;

    RestartIT(PostgresServer server) {
        this.server = server;
    }

    @Test
    void immediateUnderLoadFailsNoRead() {
        restarted(Shutdown.IMMEDIATE);
    }

    @Test
    void fastUnderLoadFailsNoRead() {
        restarted(Shutdown.FAST);
    }

    private void restarted(Shutdown how) {
        try (Scenario scenario = Scenario.on(server).start()) {
            scenario.pause(BETWEEN);
            for (int restart = 0; restart < RESTARTS; restart++) {
                scenario.outage("restart", () -> server.restart(how));
                scenario.pause(BETWEEN);
            }

            Findings findings = scenario.finished(RESTARTS);

            findings.hold();
            assertThat(findings.failedReads()).isEmpty();
        }
    }
}
