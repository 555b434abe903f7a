package io.github.headgate.reactor;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What a server that is away does, and until when, in milliseconds since its connections broke. After the last phase it
 * accepts.
 */
record Outage(List<Phase> phases) {

    /** What an attempt meets, and what it takes: {@link #HELD} until the server accepts, if the client waits so long. */
    enum Manner {
        REFUSED(1), STARTING(5), DROPPED(1_000), HELD(0);

        final long millis;

        Manner(long millis) {
            this.millis = millis;
        }
    }

    record Phase(Manner manner, long until) {}

    static Outage of(Manner manner, double accepts) {
        return new Outage(List.of(new Phase(manner, Math.round(accepts))));
    }

    /** Reads {@code kind:until …}, as it was recorded. */
    static Outage parse(String phases) {
        return new Outage(Arrays.stream(phases.split(" ", -1)).map(Outage::phase).toList());
    }

    private static Phase phase(String text) {
        String[] parts = text.split(":", -1);
        return new Phase(Manner.valueOf(parts[0].toUpperCase(Locale.ROOT)), Long.parseLong(parts[1]));
    }

    long accepts() {
        return phases.get(phases.size() - 1).until();
    }

    Manner at(long millis) {
        return phases.stream().filter(phase -> millis < phase.until()).findFirst().orElseThrow().manner();
    }
}
