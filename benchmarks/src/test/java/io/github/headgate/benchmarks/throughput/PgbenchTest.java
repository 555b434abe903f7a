package io.github.headgate.benchmarks.throughput;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PgbenchTest {

    @Test
    void readsTheRateWithoutTheTimeToConnect() {
        String printed = """
                latency average = 0.181 ms
                initial connection time = 12.504 ms
                tps = 55208.101337 (without initial connection time)
                """;

        assertThat(Pgbench.rate(printed)).isEqualTo(55208.101337);
    }

    @Test
    void tellsWhatWasPrintedInstead() {
        assertThatThrownBy(() -> Pgbench.rate("connection refused")).hasMessageContaining("connection refused");
    }
}
