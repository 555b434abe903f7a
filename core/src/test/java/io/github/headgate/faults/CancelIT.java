package io.github.headgate.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.headgate.faults.Ending.How;
import io.github.headgate.testkit.PostgresServer;
import io.github.headgate.testkit.WithPostgres;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** Callers who leave. */
@WithPostgres
class CancelIT {

    private static final int CANCELS = Dose.of(2_000, 20_000);
    private static final int SLEEPS = Dose.of(5, 100);

    @Test
    void ofASleepFreesTheOnlyConnectionForTheNext(PostgresServer server) {
        try (Scenario scenario = Scenario.on(server)
                .load(load -> load.callers(0))
                .options(settings -> settings.maxSize(1))
                .start()) {
            for (int sleep = 0; sleep < SLEEPS; sleep++) {
                scenario.client()
                        .sql("select pg_sleep(20)")
                        .query(row -> 1)
                        .one()
                        .timeout(Duration.ofMillis(50), Mono.empty())
                        .block();

                long begun = System.nanoTime();
                assertThat(scenario.burst(1)).isEqualTo(1);
                assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(2));
            }

            scenario.finished(0).hold();
        }
    }

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
