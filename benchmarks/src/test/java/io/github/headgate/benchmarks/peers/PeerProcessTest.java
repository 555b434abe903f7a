package io.github.headgate.benchmarks.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeerProcessTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Target NOBODY = new Target("localhost", 1, "app", "secret", "orders");

    @TempDir
    private Path logs;

    @Test
    void saysWhoseProcessEndedAtWhichCommandAndWhereItsLogIs() {
        try (PeerProcess process = PeerProcess.start(Peer.PLAIN, NOBODY, logs)) {
            assertThatThrownBy(() -> process.ask(Command.report(0), Sight.class, LIMIT)) // nobody has begun
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("r2dbc-pool has ended at REPORT")
                    .hasMessageContaining(logs.resolve("r2dbc-pool.log").toString());
        }
        assertThat(logs.resolve("r2dbc-pool.log")).content().contains("nobody has begun");
    }
}
