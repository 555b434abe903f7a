package io.github.headgate.reactor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The most attempts that may be made in any span of time: as many as a backoff makes in its first such span if it always
 * waits as little as its jitter lets it. So attempts may be left out and made later, but never more closely. For one
 * thread at a time.
 */
final class Ceiling {

    private static final int REMEMBERED = 128;

    private final Backoff.Waits waits;
    private final List<Long> spans = new ArrayList<>(List.of(0L)); // that so many waits from the first on take
    private final List<Long> begun = new ArrayList<>(); // the latest first

    Ceiling(Backoff backoff) {
        this.waits = backoff.hasty().begin();
    }

    void began(long time) {
        begun.add(0, time);
        if (begun.size() > REMEMBERED) {
            begun.remove(REMEMBERED);
        }
    }

    /** When the next attempt may begin. */
    long next() {
        long next = 0;
        for (int i = 0; i < begun.size(); i++) {
            next = Math.max(next, begun.get(i) + span(i + 1));
        }
        return next;
    }

    private long span(int count) {
        while (spans.size() <= count) {
            long whole = spans.get(spans.size() - 1);
            spans.add(whole + Durations.nanos(waits.next(Duration.ofNanos(whole))));
        }
        return spans.get(count);
    }
}
