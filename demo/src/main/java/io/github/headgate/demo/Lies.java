package io.github.headgate.demo;

import io.github.headgate.demo.HealthWatch.Reading;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the answers to a health check that its client's own queries contradict: UP between two queries that failed, and
 * DOWN between two that succeeded, where both ended within a second of the answer. An answer at the moment at which an
 * outage begins or ends stands between two different queries, so it cannot be taken for a lie.
 */
final class Lies {

    private static final Logger log = LoggerFactory.getLogger(Lies.class);
    private static final long NEAR = Duration.ofSeconds(1).toNanos();

    private final NavigableMap<Long, Call> callsByEnd;

    private Lies(NavigableMap<Long, Call> callsByEnd) {
        this.callsByEnd = callsByEnd;
    }

    static int count(List<Reading> readings, List<Call> calls) {
        Lies lies = new Lies(calls.stream()
                .sorted(Comparator.comparingLong(Call::ended))
                .collect(Collectors.toMap(Call::ended, Function.identity(), (one, other) -> other, TreeMap::new)));
        return (int) readings.stream()
                .filter(lies::isLie)
                .peek(lie -> log.info("a lie, asked {} before it was told: {}",
                        Facts.time(Duration.ofNanos(lie.at() - lie.asked())), lie.answer()))
                .count();
    }

    private boolean isLie(Reading reading) {
        return switch (reading.answer()) {
            case UP -> bothSides(reading.at(), false);
            case DOWN -> bothSides(reading.at(), true);
            case OPENING -> false; // it promises nothing, and denies nothing: queries wait
        };
    }

    private boolean bothSides(long at, boolean succeeded) {
        return isNear(callsByEnd.floorEntry(at), at, succeeded)
                && isNear(callsByEnd.ceilingEntry(at), at, succeeded);
    }

    private static boolean isNear(Map.Entry<Long, Call> entry, long at, boolean succeeded) {
        return entry != null && Math.abs(entry.getKey() - at) <= NEAR && entry.getValue().succeeded() == succeeded;
    }
}
