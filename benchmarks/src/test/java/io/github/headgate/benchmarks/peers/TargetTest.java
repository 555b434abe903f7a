package io.github.headgate.benchmarks.peers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TargetTest {

    private final Target target = new Target("db.example", 5432, "app", "secret", "orders");

    @Test
    void goesThroughTheEnvironment() {
        assertThat(Target.from(target.environment())).isEqualTo(target);
    }

    @Test
    void doesNotTellThePassword() {
        assertThat(target.toString()).contains("db.example", "app").doesNotContain("secret");
    }
}
