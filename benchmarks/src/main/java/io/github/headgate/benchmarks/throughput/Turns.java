package io.github.headgate.benchmarks.throughput;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Who comes after whom, in round after round: by chance, so that nobody has always the same before him; and each other
 * round is the reverse of the one before, so that who was early is late.
 */
final class Turns<T> {

    private final List<T> order;
    private final Random chance;
    private boolean reverse;

    Turns(Collection<T> all, Random chance) {
        this.order = new ArrayList<>(all);
        this.chance = chance;
    }

    /** The next round, of those who still take part. */
    List<T> next(Collection<T> able) {
        if (reverse) {
            Collections.reverse(order);
        } else {
            Collections.shuffle(order, chance);
        }
        reverse = !reverse;
        return order.stream().filter(able::contains).toList();
    }
}
