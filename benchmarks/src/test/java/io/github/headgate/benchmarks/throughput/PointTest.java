package io.github.headgate.benchmarks.throughput;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.headgate.benchmarks.peers.Work;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PointTest {

    @Test
    void isReadFromItsId() {
        assertThat(Point.parse("row-64")).isEqualTo(new Point(Work.ROW, 64));
        assertThat(Point.parse("transaction-1").id()).isEqualTo("transaction-1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"row", "row-", "row-0", "row--1", "64", "select-1", ""})
    void refusesWhatIsNone(String id) {
        assertThatThrownBy(() -> Point.parse(id))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + id + "'")
                .hasMessageContaining("row-64");
    }
}
