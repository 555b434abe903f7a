package io.github.headgate.faults;

import java.util.stream.Stream;

/** Checks of what is left when nobody asks for anything any more. */
final class RestChecks {

    /** What the collector may leave, and what the scenario itself keeps. */
    private static final long HEAP_SLACK_MEGABYTES = 96;

    private RestChecks() {}

    static Stream<String> atRest(Evidence evidence) {
        return evidence.rest().isReached(evidence.options().maxSize())
                ? Stream.empty()
                : Stream.of("not at rest after 5 s of quiet: " + evidence.rest());
    }

    static Stream<String> clean(Evidence evidence) {
        Footprint before = evidence.before();
        Footprint after = evidence.after();
        return Stream.of(
                Count.of("alarms", evidence.alarms().stream()),
                more("threads", before.threads(), after.threads()),
                more("sockets", before.sockets(), after.sockets()),
                more("MB of heap", before.heapMegabytes() + HEAP_SLACK_MEGABYTES, after.heapMegabytes()))
                .flatMap(found -> found);
    }

    private static Stream<String> more(String what, long allowed, long found) {
        return found > allowed ? Stream.of(found + " " + what + " where " + allowed + " are allowed") : Stream.empty();
    }
}
