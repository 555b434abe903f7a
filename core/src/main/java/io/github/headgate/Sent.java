package io.github.headgate;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.time.Duration;
import java.time.Instant;
import reactor.core.scheduler.Scheduler;

/**
 * What an operation has sent last.
 *
 * @param sql the statement, without its arguments
 * @param at when, by the clock of the client's timer
 * @param phase how far the operation has come by it
 * @param generation on which it was sent
 */
record Sent(String sql, Instant at, Phase phase, long generation) {

    static Sent now(String sql, Phase phase, long generation, Scheduler timer) {
        return new Sent(sql, now(timer), phase, generation);
    }

    /** How long ago it was, by the same clock. */
    Duration age(Scheduler timer) {
        return Duration.between(at, now(timer));
    }

    private static Instant now(Scheduler timer) {
        return Instant.ofEpochMilli(timer.now(MILLISECONDS));
    }
}
