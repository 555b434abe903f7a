package io.github.headgate.reactor;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * When the attempts at one generation are made. As the backoff says; or, once enough openings of its kind are known,
 * where a success is likely: an attempt is made when without it the opening would on average be late by so much that it
 * is {@linkplain #WORTH worth} one.
 *
 * <p>An estimate may be wrong, so a wait is no longer than the backoff's, or a quarter of the time that has gone by if
 * that is more, and then a first wait and the time that an attempt takes. No span of time sees more attempts than the
 * {@link Ceiling} lets pass.
 *
 * <p>All times are nanoseconds since the opening began. For one thread at a time.
 */
final class Pacing {

    /** An attempt that succeeds after so many first waits was not early or late, but held by the other side. */
    private static final int HELD = 5;

    /** How much delay, in first waits, an attempt is worth: the fewer, the more attempts. */
    private static final double WORTH = 0.03;

    private final Backoff backoff;
    private final Openings learnt;
    private final boolean adaptive;
    private final Backoff.Waits waits;
    private final Ceiling ceiling;
    private final long shortest;
    private OpeningKind kind;
    private @Nullable Forecast forecast; // null while nothing has failed
    private long failed;
    private long tried;

    Pacing(Backoff backoff, Openings learnt, boolean cold, boolean adaptive) {
        this.backoff = backoff;
        this.learnt = learnt;
        this.adaptive = adaptive;
        this.waits = backoff.begin();
        this.ceiling = new Ceiling(backoff);
        this.shortest = first(backoff.hasty());
        this.kind = new OpeningKind(cold, null);
    }

    private static long first(Backoff backoff) {
        return Durations.nanos(backoff.begin().next(Duration.ZERO));
    }

    OpeningKind kind() {
        return kind;
    }

    void began(long now) {
        tried = now;
        ceiling.began(now);
    }

    /** How it went, if it succeeds now. */
    Course course(long now) {
        return new Course(failed, tried, now);
    }

    /** The running attempt has failed so. */
    void failed(Object failure) {
        failed = tried;
        kind = kind.failed(failure);
    }

    /** The wait after an attempt that has just failed. */
    Duration next(long now) {
        Duration usual = waits.next(Duration.ofNanos(now));
        Forecast known = Optional.ofNullable(forecast).orElseGet(this::forecast);
        forecast = known;
        return known.isEmpty() ? usual : Duration.ofNanos(placed(known, now, Durations.nanos(usual)) - now);
    }

    private Forecast forecast() {
        List<Course> courses = adaptive ? learnt.of(kind) : List.of();
        boolean held = courses.stream().anyMatch(course -> course.lastAttempt() > HELD * shortest);
        return Forecast.of(held ? List.of() : courses, shortest);
    }

    private long placed(Forecast known, long now, long usual) {
        long spacing = shortest + now - tried; // if the next attempt takes as long as this one did
        long earliest = Math.max(now + shortest, ceiling.next());
        long latest = now + Math.max(usual, now / 4);
        long due = known.due(now, earliest, latest, WORTH * shortest);
        return known.best(now, due, spacing) + stagger();
    }

    /** Clients that have learnt the same must not return together. */
    private long stagger() {
        return (first(backoff) - shortest) / 4;
    }
}
