package io.github.headgate.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.headgate.faults.Evidence.Ended;
import io.github.headgate.testkit.PostgresServer;
import io.github.headgate.testkit.Shutdown;
import io.github.headgate.testkit.WithPostgres;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A server that stays away for long. */
@WithPostgres
class OutageIT {

    private static final Duration BEGINNING = Duration.ofSeconds(1);

    private static final int WAITERS = 200;
    private static final long HEAP_SLACK_MEGABYTES = 64;

    private final PostgresServer server;

    OutageIT(PostgresServer server) {
        this.server = server;
    }

    @Test
    void withFiveHundredCallersIsMetWithTheConnectsOfOne() {
        Duration outage = Dose.of(Duration.ofSeconds(6), Duration.ofSeconds(60));
        try (Scenario scenario = Scenario.on(server)
                .load(load -> load.callers(500).pause(Duration.ofSeconds(1)))
                .start()) {
            scenario.pause(BEGINNING);
            scenario.outage("away", () -> {
                server.stop(Shutdown.IMMEDIATE);
                int before = scenario.proxy().connects();
                scenario.pause(outage);
                int connects = scenario.proxy().connects() - before;
                System.out.println("connects in " + outage + ": " + connects);
                assertThat(connects).isLessThanOrEqualTo(Dose.of(75, 110));
                server.start();
            });
            scenario.pauseUntilRecovered();
            scenario.pause(BEGINNING);

            scenario.finished(1).hold();
        }
    }

    @Test
    void thatLastsHoldsNoMoreThanItMay() {
        Duration outage = Dose.of(Duration.ofSeconds(6), Duration.ofMinutes(5));
        try (Scenario scenario = Scenario.on(server)
                .load(load -> load.callers(400).pause(Duration.ofSeconds(1)))
                .options(settings -> settings.maxWaiters(WAITERS))
                .start()) {
            scenario.pause(BEGINNING);
            scenario.outage("away", () -> {
                server.stop(Shutdown.IMMEDIATE);
                scenario.pause(BEGINNING);
                long heap = Footprint.now().heapMegabytes();
                scenario.pause(outage);
                assertThat(scenario.client().snapshot().waiting()).isLessThanOrEqualTo(WAITERS + 1); // and health's
                assertThat(Footprint.now().heapMegabytes() - heap).isLessThan(HEAP_SLACK_MEGABYTES);
                server.start();
            });
            scenario.pauseUntilRecovered();
            scenario.pause(BEGINNING);

            Findings findings = scenario.finished(1);

            findings.hold();
            assertThat(refusals(findings)).isNotEmpty();
            assertThat(median(refusals(findings))).isLessThan(Duration.ofMillis(10));
        }
    }

    private static List<Duration> refusals(Findings findings) {
        return findings.evidence()
                .ended()
                .filter(ended -> ended.ending().isRefusal())
                .map(Ended::took)
                .sorted()
                .toList();
    }

    private static Duration median(List<Duration> sorted) {
        return sorted.get(sorted.size() / 2);
    }
}
