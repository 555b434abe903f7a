package io.github.headgate.faults;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.headgate.testkit.PostgresServer;
import io.github.headgate.testkit.Shutdown;
import io.github.headgate.testkit.WithPostgres;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.scheduler.Schedulers;

/** Ten thousand callers at the same moment. */
@WithPostgres
class CrowdIT {

    private static final int CALLERS = 10_000;
    private static final int TIMES = Dose.of(1, 10);

    private final PostgresServer server;

    CrowdIT(PostgresServer server) {
        this.server = server;
    }

    private Scenario scenario() {
        return Scenario.on(server)
                .load(load -> load.callers(0).timeout(Duration.ofSeconds(30)))
                .options(settings -> settings.maxWaiters(CALLERS + 1)) // and the one who takes health at its word
                .start();
    }

    @Test
    void onAHealthyPoolAreAllServed() {
        try (Scenario scenario = scenario()) {
            for (int time = 0; time < TIMES; time++) {
                scenario.fault("crowd", () -> assertThat(scenario.burst(CALLERS)).isEqualTo(CALLERS));
            }

            scenario.finished(0).hold();
        }
    }

    @Test
    void inAnOutageAreAllServedAfterIt() {
        Duration outage = Dose.of(Duration.ofSeconds(3), Duration.ofSeconds(10));
        try (Scenario scenario = scenario()) {
            for (int time = 0; time < TIMES; time++) {
                scenario.outage("away", () -> {
                    server.stop(Shutdown.IMMEDIATE);
                    Disposable back = Schedulers.boundedElastic()
                            .schedule(server::start, outage.toMillis(), MILLISECONDS);
                    assertThat(scenario.burst(CALLERS)).isEqualTo(CALLERS);
                    back.dispose();
                });
            }

            scenario.finished(TIMES).hold();
        }
    }
}
