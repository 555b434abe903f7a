package io.github.headgate;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.time.Duration;
import reactor.core.Disposable;

/** Tells of connections that are out for too long, with the place where they were asked for. */
final class Overdue {

    /** Shows where a connection was asked for. */
    private static final class Taken extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Taken() {
            super("a connection was asked for here");
        }
    }

    private final Duration threshold;
    private final HeadgateOptions options;
    private final Journal journal;
    private final Taken taken = new Taken();

    /** Notes the place, which is the caller's. */
    Overdue(Duration threshold, HeadgateOptions options, Journal journal) {
        this.threshold = threshold;
        this.options = options;
        this.journal = journal;
    }

    void over(Lease lease) {
        Disposable watch = options.timer()
                .schedule(() -> journal.held(threshold, taken), threshold.toNanos(), NANOSECONDS);
        lease.whenOver(watch::dispose);
    }
}
