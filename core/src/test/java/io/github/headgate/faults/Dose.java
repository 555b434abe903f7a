package io.github.headgate.faults;

import java.time.Duration;

/** How much of a fault is given: a little in each build, all of it with {@code -Pfaults}. */
final class Dose {

    /** {@code full} for all of it. */
    static final String PROPERTY = "headgate.dose";

    private static final boolean FULL = System.getProperty(PROPERTY, "brief").equals("full");

    private Dose() {}

    static int of(int brief, int full) {
        return FULL ? full : brief;
    }

    static Duration of(Duration brief, Duration full) {
        return FULL ? full : brief;
    }
}
