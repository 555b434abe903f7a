package io.github.headgate.benchmarks.throughput;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TurnsTest {

    private static final List<String> ALL = List.of("A", "B", "C", "D");

    private final Turns<String> turns = new Turns<>(ALL, new Random(42));

    @Test
    void givesEachOneTurnInEachRound() {
        for (int round = 0; round < 10; round++) {
            assertThat(turns.next(ALL)).containsExactlyInAnyOrderElementsOf(ALL);
        }
    }

    @Test
    void reversesEachOtherRound() {
        List<String> expected = new ArrayList<>(turns.next(ALL));
        Collections.reverse(expected);

        assertThat(turns.next(ALL)).isEqualTo(expected);
    }

    @Test
    void givesNobodyAlwaysTheSameBeforeHim() {
        Set<List<String>> orders = new HashSet<>();
        for (int round = 0; round < 10; round++) {
            orders.add(turns.next(ALL));
        }

        assertThat(orders).hasSizeGreaterThan(4);
    }

    @Test
    void leavesOutWhoTakesPartNoMore() {
        assertThat(turns.next(List.of("A", "D"))).containsExactlyInAnyOrder("A", "D");
    }
}
