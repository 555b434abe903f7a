package io.github.headgate.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.headgate.faults.Ending.How;
import io.github.headgate.testkit.PostgresServer;
import io.github.headgate.testkit.WithPostgres;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Callers who leave. */
@WithPostgres
class CancelIT {

    private static final int CANCELS = Dose.of(2_000, 20_000);

    @Test
    void withinThreeMillisecondsLeaksNothing(PostgresServer server) {
        try (Scenario scenario = Scenario.on(server)
                .load(load -> load.pause(Duration.ofMillis(20)).leaving(100, Duration.ofMillis(3)))
                .start()) {
            scenario.pauseUntilBegun(CANCELS);

            Findings findings = scenario.finished(0);

            findings.hold();
            assertThat(findings.count(How.FAILED)).isZero();
            assertThat(findings.count(How.CANCELLED)).isGreaterThan(CANCELS / 4);
        }
    }
}
