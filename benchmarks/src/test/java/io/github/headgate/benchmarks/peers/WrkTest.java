package io.github.headgate.benchmarks.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class WrkTest {

    private static final String PRINTED = """
              Latency Distribution
                 50%  803.00us
                 75%    1.21ms
                 90%    2.73ms
                 99%    1.07s\s
            Requests/sec:   6018.17
            """;

    @Test
    void readsALatencyInWhateverUnit() {
        assertThat(Wrk.latency(PRINTED, 50)).isEqualTo(803);
        assertThat(Wrk.latency(PRINTED, 75)).isEqualTo(1_210);
        assertThat(Wrk.latency(PRINTED, 99)).isEqualTo(1_070_000);
    }

    @Test
    void countsTheRequestsThatHadNoAnswer() {
        assertThat(Wrk.broken(PRINTED)).isZero();
        assertThat(Wrk.broken("  Socket errors: connect 1, read 20, write 300, timeout 4000\n")).isEqualTo(4_321);
    }

    @Test
    void tellsWhatWasPrintedInstead() {
        assertThatThrownBy(() -> Wrk.latency("unable to connect", 50)).hasMessageContaining("unable to connect");
    }
}
