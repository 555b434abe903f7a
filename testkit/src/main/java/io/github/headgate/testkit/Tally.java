package io.github.headgate.testkit;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** What a {@link FaultProxy} has seen. Written by its event loop, read on any thread. */
final class Tally {

    private final List<ProxiedConnection> open = new CopyOnWriteArrayList<>();
    private final List<Instant> connectTimes = new ArrayList<>(); // guarded by this, as all below; there can be many
    private final Map<Direction, Long> passedByEnded = new EnumMap<>(Direction.class);
    private int mostOpen;
    private int refused;
    private int faults;

    synchronized List<Instant> connectTimes() {
        return List.copyOf(connectTimes);
    }

    List<ProxiedConnection> open() {
        return List.copyOf(open);
    }

    synchronized int mostOpen() {
        return mostOpen;
    }

    synchronized int refused() {
        return refused;
    }

    synchronized int faults() {
        return faults;
    }

    synchronized long passed(Direction direction) {
        return passedByEnded.getOrDefault(direction, 0L)
                + open.stream().mapToLong(connection -> connection.passed(direction)).sum();
    }

    synchronized int connects() {
        return connectTimes.size();
    }

    /** The number that the next connection gets, from 1. */
    int nextNumber() {
        return connects() + 1;
    }

    /** Lists the connection as open before it counts it, so that none is counted that seems to have ended. */
    synchronized void accepted(ProxiedConnection connection) {
        open.add(connection);
        mostOpen = Math.max(mostOpen, open.size());
        connectTimes.add(Instant.now());
    }

    /** Counted once, however often it is told. */
    synchronized void ended(ProxiedConnection connection) {
        if (open.remove(connection)) {
            for (Direction direction : Direction.values()) {
                passedByEnded.merge(direction, connection.passed(direction), Long::sum);
            }
        }
    }

    synchronized void refusedOne() {
        refused++;
    }

    synchronized void struck() {
        faults++;
    }
}
