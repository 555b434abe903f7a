package io.github.headgate.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.headgate.faults.Evidence.Ended;
import io.github.headgate.testkit.PostgresServer;
import io.github.headgate.testkit.WithPostgres;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A password that is changed while its old one is in use. */
@WithPostgres
class PasswordIT {

    private static final int TIMES = Dose.of(2, 20);
    private static final Duration EACH = Duration.ofSeconds(2);

    @Test
    void thatIsWrongIsToldAtOnceAndHealsWhenItIsRight(PostgresServer server) {
        server.execute("create role app login superuser password 'right'");
        try (Scenario scenario = Scenario.on(server)
                .url(url -> url.replaceFirst("//[^@]*@", "//app:right@"))
                .start()) {
            for (int time = 0; time < TIMES; time++) {
                scenario.pause(EACH);
                scenario.outage("wrong password", () -> {
                    server.execute("alter role app password 'wrong'");
                    scenario.sessions().terminateAll();
                    scenario.pause(EACH);
                    server.execute("alter role app password 'right'");
                });
            }
            scenario.pause(EACH);

            Findings findings = scenario.finished(TIMES);

            findings.hold();
            List<Ended> refused = findings.evidence()
                    .ended()
                    .filter(ended -> ended.ending().failure().startsWith("OpeningFailedException"))
                    .toList();
            assertThat(refused).isNotEmpty();
        }
    }
}
