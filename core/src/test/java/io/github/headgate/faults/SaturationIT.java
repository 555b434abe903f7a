package io.github.headgate.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.headgate.Health.Status;
import io.github.headgate.testkit.PostgresServer;
import io.github.headgate.testkit.WithPostgres;
import io.r2dbc.spi.Connection;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

/** A pool whose connections are all in use. */
@WithPostgres
class SaturationIT {

    private static final Duration HELD = Dose.of(Duration.ofSeconds(6), Duration.ofSeconds(30));
    private static final Duration SETTLING = Duration.ofSeconds(2);

    @Test
    void isToldFromAnOutage(PostgresServer server) {
        try (Scenario scenario = Scenario.on(server).start()) {
            List<Connection> all = all(scenario);
            scenario.fault("hold", () -> scenario.pause(HELD));
            Flux.fromIterable(all).flatMap(Connection::close).blockLast();
            scenario.pause(Duration.ofSeconds(1));

            Findings findings = scenario.finished(0);

            findings.hold();
            Fault hold = findings.evidence().faults().get(0);
            assertThat(findings.evidence().health())
                    .filteredOn(answer -> hold.begun() + SETTLING.toNanos() < answer.asked()
                            && answer.answered() < hold.over())
                    .isNotEmpty()
                    .allMatch(answer -> answer.status() == Status.SATURATED);
        }
    }

    /** They are given back when the last has been held long enough, so that none is free while the hold lasts. */
    private static List<Connection> all(Scenario scenario) {
        return Flux.range(0, scenario.options().maxSize())
                .flatMap(number -> scenario.client().connectionFactory().create())
                .collectList()
                .blockOptional()
                .orElseThrow();
    }
}
