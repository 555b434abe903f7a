package io.github.headgate.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.headgate.Filled;
import io.github.headgate.testkit.PostgresServer;
import io.github.headgate.testkit.ProxiedConnection;
import io.github.headgate.testkit.WithPostgres;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Connections whose end was lost on its way, so that only the server knows of it. */
@WithPostgres
class HalfOpenIT {

    private static final int TIMES = Dose.of(1, 20);
    private static final int CALLERS = 200;
    private static final Duration HEARTBEAT = Duration.ofSeconds(1);
    private static final Duration FOUND = Duration.ofSeconds(5); // two heartbeats, an answer's time, and some slack

    private final PostgresServer server;

    HalfOpenIT(PostgresServer server) {
        this.server = server;
    }

    @Test
    void areFoundBeforeAUserFindsThem() {
        try (Scenario scenario = Scenario.on(server)
                .load(load -> load.callers(0))
                .options(settings -> settings.heartbeat(HEARTBEAT).initialSize(1))
                .start()) {
            Filled.await(scenario.client(), 2);
            ProxiedConnection sentinel = scenario.proxy().connections().get(1);
            for (int time = 0; time < TIMES; time++) {
                assertThat(scenario.burst(CALLERS)).isEqualTo(CALLERS); // so that the pool is full
                scenario.fault("half open", () -> {
                    allBut(sentinel, scenario).forEach(one -> one.strike(io.github.headgate.testkit.Fault.HALF_OPEN));
                    scenario.pause(FOUND);
                });
                assertThat(scenario.burst(CALLERS)).isEqualTo(CALLERS);
            }

            scenario.finished(0).hold();
        }
    }

    private static List<ProxiedConnection> allBut(ProxiedConnection sentinel, Scenario scenario) {
        return scenario.proxy().connections().stream().filter(one -> one != sentinel).toList();
    }
}
