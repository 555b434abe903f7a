package io.github.headgate.benchmarks.throughput;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.headgate.benchmarks.peers.Sample;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class MeasuredTest {

    private static Measured measured(double... operations) {
        return new Measured("row-1", "one", "One", DoubleStream.of(operations)
                .mapToObj(rate -> new Sample(rate, 100 + rate, null, null, null, null, 0, null))
                .toList());
    }

    @Test
    void comparesEachRoundWithTheSameRoundOfAnother() {
        Measured slow = measured(10, 20, 40);
        Measured fast = measured(20, 20, 60);

        assertThat(fast.ratios(slow)).containsExactly(1, 1.5, 2);
        assertThat(fast.ratios(fast)).containsOnly(1);
    }

    @Test
    void hasTheMiddleOneForAMedian() {
        assertThat(measured(30, 10, 20).median(Sample::operations)).hasValue(20);
        assertThat(measured(30, 10, 20).median(Sample::p50)).hasValue(120);
    }

    @Test
    void hasNoMedianOfWhatIsNotKnown() {
        assertThat(measured(30, 10, 20).median(Sample::p99)).isEmpty();
    }
}
