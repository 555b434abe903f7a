package io.github.headgate.testkit;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a {@link FaultProxy} does to all connections, those to come included. Of the proxy's event loop alone. */
final class Conditions {

    /** What becomes of those who connect. */
    enum Door {
        OPEN, REFUSING, SILENT
    }

    private final Set<Direction> stalled = EnumSet.noneOf(Direction.class);
    private final List<ArmedFault> armed = new ArrayList<>();
    private Pace pace = Pace.FULL;
    private Door door = Door.OPEN;

    Pace pace() {
        return pace;
    }

    void pace(Pace next) {
        pace = next;
    }

    Door door() {
        return door;
    }

    void door(Door next) {
        door = next;
    }

    boolean isStalled(Direction direction) {
        return stalled.contains(direction);
    }

    void stall(Collection<Direction> directions) {
        stalled.addAll(directions);
    }

    void flow() {
        stalled.clear();
    }

    void arm(ArmedFault fault) {
        armed.add(fault);
    }

    void disarm(ArmedFault fault) {
        armed.remove(fault);
    }

    void disarmAll() {
        armed.clear();
    }

    /** The armed fault whose byte comes first on that connection; of two at the same byte, the one armed first. */
    Optional<ArmedFault> nextFault(ProxiedConnection connection, Direction direction) {
        return armed.stream()
                .filter(fault -> fault.direction() == direction && fault.isFor(connection))
                .min(Comparator.comparingLong(fault -> fault.until(connection)));
    }
}
