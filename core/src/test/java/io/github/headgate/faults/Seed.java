package io.github.headgate.faults;

import java.util.Random;

/** The number from which all that is left to chance in a scenario is drawn. */
record Seed(long number) {

    /** The one that was given, or a new one. */
    static Seed given() {
        return new Seed(Long.getLong("headgate.seed", System.nanoTime()));
    }

    /** The draws of one of many that draw, always the same for the same {@code stream}. */
    Random random(int stream) {
        return new Random(number * 31 + stream);
    }

    @Override
    public String toString() {
        return "-Dheadgate.seed=" + number;
    }
}
