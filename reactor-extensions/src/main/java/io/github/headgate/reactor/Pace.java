package io.github.headgate.reactor;

import java.time.Duration;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;

/** What a {@link Backoff} is made of: series of waits, and the times at which one gives way to the next. */
sealed interface Pace {

    Duration longest();

    /** Returns this pace with the jitter in each of its parts changed. */
    Pace jittered(UnaryOperator<Jitter> change);

    Backoff.Waits begin();

    /**
     * Waits that depend on nothing but their number.
     *
     * @param nth gives the wait of a number, counted from 0
     */
    record Series(IntFunction<Duration> nth, Duration longest, Jitter jitter) implements Pace {

        @Override
        public Pace jittered(UnaryOperator<Jitter> change) {
            return new Series(nth, longest, change.apply(jitter));
        }

        @Override
        public Backoff.Waits begin() {
            return new Counted(this);
        }
    }

    /** One pace for a time, then another. The other begins with its own first wait. */
    record Until(Pace first, Duration elapsed, Pace then) implements Pace {

        @Override
        public Duration longest() {
            return first.longest().compareTo(then.longest()) > 0 ? first.longest() : then.longest();
        }

        @Override
        public Pace jittered(UnaryOperator<Jitter> change) {
            return new Until(first.jittered(change), elapsed, then.jittered(change));
        }

        @Override
        public Backoff.Waits begin() {
            Backoff.Waits early = first.begin();
            Backoff.Waits late = then.begin();
            return gone -> (gone.compareTo(elapsed) < 0 ? early : late).next(gone);
        }
    }

    /** A run of a series. */
    final class Counted implements Backoff.Waits {

        private final Series series;
        private int given;

        private Counted(Series series) {
            this.series = series;
        }

        @Override
        public Duration next(Duration elapsed) {
            Duration wait = series.nth().apply(given);
            given = Math.max(given, given + 1); // stays at the largest number for ever
            return series.jitter().of(wait);
        }
    }
}
