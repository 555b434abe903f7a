package io.github.headgate.benchmarks.throughput;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/** Tells on the screen what is done, and how long it still takes. */
final class Progress {

    private final PrintStream out;
    private Duration left;

    Progress(PrintStream out, Duration whole) {
        this.out = out;
        this.left = whole;
    }

    void tell(String what) {
        out.println(what);
    }

    /** Something is done that was planned to take {@code time}. */
    void passed(Duration time, String what) {
        left = left.minus(time).isNegative() ? Duration.ZERO : left.minus(time);
        out.printf(Locale.ROOT, "%2d:%02d left  %s%n", left.toMinutes(), left.toSecondsPart(), what);
    }
}
