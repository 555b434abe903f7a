package io.github.headgate.benchmarks.trouble;

import java.time.Duration;
import java.util.Locale;

/** How far one has come in so many steps that take about the same time, and how long it still takes by that. */
final class Steps {

    private final int all;
    private final long begun = System.nanoTime();
    private int done;

    Steps(int all) {
        this.all = all;
    }

    /** One step begins. */
    String next() {
        Duration elapsed = Duration.ofNanos(System.nanoTime() - begun);
        String left = done == 0 ? "" : ", " + minutes(elapsed.multipliedBy(all - done).dividedBy(done)) + " left";
        done++;
        return String.format(Locale.ROOT, "%d of %d%s", done, all, left);
    }

    private static String minutes(Duration time) {
        return String.format(Locale.ROOT, "%d:%02d", time.toMinutes(), time.toSecondsPart());
    }
}
