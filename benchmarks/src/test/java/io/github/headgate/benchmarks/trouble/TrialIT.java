package io.github.headgate.benchmarks.trouble;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.headgate.benchmarks.peers.Peer;
import io.github.headgate.benchmarks.peers.Work;
import io.github.headgate.testkit.PostgresServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrialIT {

    private static final Dose SMALL = new Dose(1, 1, Duration.ofMillis(300), Duration.ofSeconds(1),
            Duration.ofSeconds(8),
            200);

    @Test
    void findsThatHeadgateKeepsWhatItPromisesInEachFault(@TempDir Path logs) {
        try (PostgresServer server = PostgresServer.started();
                Trial trial = new Trial(server, Peer.HEADGATE, SMALL, logs)) {
            Work.SCHEMA.forEach(server::execute);

            Trouble.FAULTS.values().forEach(fault -> fault.accept(trial));

            Findings found = trial.findings();
            assertThat(found.getFigures()).containsOnlyKeys(Finding.values());
            assertThat(EnumSet.complementOf(EnumSet.of(Finding.LAST_FAILURE)))
                    .allSatisfy(finding -> assertThat(found.median(finding)).as(finding.label()).isPresent());
            assertThat(found.median(Finding.FAILURES)).hasValue(0);
            assertThat(found.median(Finding.LAST_FAILURE)).isEmpty();
            assertThat(found.median(Finding.HANGING)).hasValue(0);
            assertThat(found.median(Finding.BURST_FAILURES)).hasValue(0);
            assertThat(found.median(Finding.COLD_BURST_FAILURES)).hasValue(0);
            assertThat(new TroublePage(SMALL, Map.of("Headgate", found), List.of("It is a test.")).body())
                    .contains("| Headgate", "–", "- It is a test.");
        }
    }
}
