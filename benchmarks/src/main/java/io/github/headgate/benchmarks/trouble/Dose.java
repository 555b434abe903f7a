package io.github.headgate.benchmarks.trouble;

import io.github.headgate.benchmarks.report.Form;
import java.time.Duration;

/**
 * How much of each fault there is.
 *
 * @param times how often what has a median is done, an odd number
 * @param restarts how often the server is restarted, likewise
 * @param warmUp how long a client works before anything is measured
 * @param outage how long the server is away under many callers
 * @param patience how long an error is waited for while a server is silent, and a success after a restart
 * @param burst how many callers come at once
 */
record Dose(int times, int restarts, Duration warmUp, Duration outage, Duration patience, int burst) {

    /** How often a warm client is made for its first row, which takes little time. */
    int firstRows() {
        return 2 * times + 1;
    }

    static Dose of(Form form) {
        return form == Form.QUICK
                ? new Dose(1, 1, Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(6), 2_000)
                : new Dose(3, 7, Duration.ofSeconds(8), Duration.ofSeconds(10), Duration.ofSeconds(20), 10_000);
    }
}
