package io.github.headgate.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.headgate.testkit.PostgresServer;
import io.github.headgate.testkit.WithPostgres;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Sessions that an administrator ends, one after the other. */
@WithPostgres
class BackendTerminationIT {

    private static final int TERMINATIONS = Dose.of(25, 1_000);
    private static final Duration BETWEEN = Dose.of(Duration.ofMillis(200), Duration.ofMillis(300));

    @Test
    void atRandomLosesNoReadAndEndsNoGeneration(PostgresServer server) {
        try (Scenario scenario = Scenario.on(server).start()) {
            Random random = scenario.random();
            for (int termination = 0; termination < TERMINATIONS; termination++) {
                scenario.fault("terminate", () -> scenario.sessions().terminateOne(random.nextDouble()));
                scenario.pause(BETWEEN);
            }

            Findings findings = scenario.finished(0);

            findings.hold();
            assertThat(findings.failedReads()).isEmpty();
        }
    }
}
