package io.github.headgate.testkit;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Which way bytes go through a {@link FaultProxy}. */
public enum Direction {

    /** From the client to the server: statements. */
    TO_SERVER,

    /** From the server to the client: answers. */
    TO_CLIENT;

    /** Those that were given, or all if none was. */
    static Set<Direction> these(Direction... given) {
        return given.length == 0 ? EnumSet.allOf(Direction.class) : EnumSet.copyOf(List.of(given));
    }
}
