package io.github.headgate.faults;

import io.github.headgate.HeadgateOptions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * All that is known when a scenario is over. Times are of {@link System#nanoTime}.
 *
 * @param options the client's
 * @param pooled whether a pooler stands between, which gives each session of the server to whoever comes
 * @param entries what the callers were told
 * @param table what is there
 * @param steady what was sent before the first fault
 * @param faults what was done, in order
 * @param outages how many generations it may end
 * @param steps the engine's steps, and the client's events
 * @param health what the client said of itself
 * @param connects when each connection was made, empty if nobody counted
 * @param alarms what went wrong unheard
 * @param rest where client and server stood when all had ended
 * @param before what the JVM held before
 * @param after what it held when the client was closed
 * @param stalls when the machine stood still
 * @param end when the callers began to stop
 */
record Evidence(HeadgateOptions options, boolean pooled, List<Entry> entries, Table table, Steady steady,
        List<Fault> faults,
        Outages outages, Steps steps, List<HealthWatch.Answer> health, List<Long> connects, List<String> alarms,
        Rest rest, Footprint before, Footprint after, Stalls stalls, long end) {

    /**
     * The time before the first fault.
     *
     * @param asked how many statements the operations until then consist of
     * @param sent how many had reached the server
     */
    record Steady(long asked, long sent) {}

    /** How many generations the faults end, at least and at most. */
    record Outages(int least, int most) {

        boolean include(int number) {
            return least <= number && number <= most;
        }

        @Override
        public String toString() {
            return least == most ? String.valueOf(least) : least + " … " + most;
        }
    }

    Stream<Entry> ended(Ending.How how) {
        return entries.stream().filter(entry -> entry.ended(how));
    }

    /** Entries with their endings. */
    Stream<Ended> ended() {
        return entries.stream().flatMap(entry -> entry.ending().map(end -> new Ended(entry, end)).stream());
    }

    record Ended(Entry entry, Ending ending) {

        Duration took() {
            return Duration.ofNanos(ending.at() - entry.begun());
        }

        /** How long after its limit it ended; negative if before. */
        Duration late() {
            long limit = entry.begun() + entry.limit().orElse(Duration.ofDays(1)).toNanos();
            return Duration.ofNanos(ending.at() - limit);
        }
    }
}
