package io.github.headgate.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.headgate.HeadgateEvent.AttemptFailed;
import io.github.headgate.testkit.PostgresServer;
import io.r2dbc.spi.R2dbcException;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Transactions that get in each other's way. */
class ConflictIT {

    private static final Duration WHOLE = Dose.of(Duration.ofSeconds(6), Duration.ofMinutes(5));

    @Test
    void neitherMakesNorLosesMoney() {
        try (PostgresServer server = PostgresServer.builder().setting("deadlock_timeout", "20ms").start();
                Scenario scenario = Scenario.on(server)
                        .load(load -> load.callers(16).pause(Duration.ofMillis(5)).only(Way.TRANSFER))
                        .start()) {
            Object before = total(server);
            scenario.pause(WHOLE);

            Findings findings = scenario.finished(0);

            findings.hold();
            assertThat(total(server)).isEqualTo(before);
            assertThat(conflicts(scenario.steps())).containsAnyOf("40001", "40P01"); // in a short dose not always both
        }
    }

    private static Object total(PostgresServer server) {
        return String.valueOf(server.query("select sum(balance) from account"));
    }

    private static Set<String> conflicts(Steps steps) {
        return steps.events(AttemptFailed.class)
                .map(AttemptFailed::cause)
                .filter(R2dbcException.class::isInstance)
                .map(failure -> String.valueOf(((R2dbcException) failure).getSqlState()))
                .collect(Collectors.toSet());
    }
}
