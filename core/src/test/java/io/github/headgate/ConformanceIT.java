package io.github.headgate;

import io.github.headgate.testkit.PostgresServer;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import reactor.test.StepVerifier;

class ConformanceIT extends Conformance {

    ConformanceIT(PostgresServer server) {
        super(server, "headgate:postgresql", "?timeout=30s&startupTimeout=15s"); // for a busy machine
    }

    @AfterAll
    void closed() {
        HeadgateConnectionFactory factory = (HeadgateConnectionFactory) getConnectionFactory();
        StepVerifier.create(factory.close()).expectComplete().verify(Duration.ofSeconds(30));
    }
}
