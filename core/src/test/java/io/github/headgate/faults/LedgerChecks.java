package io.github.headgate.faults;

import io.github.headgate.faults.Evidence.Ended;
import java.time.Duration;
import java.util.stream.Stream;

/** Checks of what the callers were told. */
final class LedgerChecks {

    private static final Duration SLACK = Duration.ofMillis(250);

    private LedgerChecks() {}

    static Stream<String> endsOnce(Evidence evidence) {
        return Stream.of(
                evidence.entries().isEmpty() || evidence.ended(Ending.How.SUCCEEDED).findAny().isPresent()
                        ? Stream.<String>empty()
                        : Stream.of("nothing succeeded, of " + evidence.entries().size() + " operations"),
                Count.of("operations have not ended",
                        evidence.entries().stream().filter(entry -> entry.ending().isEmpty())),
                Count.of("operations failed with what R2DBC has no word for",
                        evidence.ended(Ending.How.FAILED).filter(LedgerChecks::isBug)))
                .flatMap(found -> found);
    }

    static Stream<String> inTime(Evidence evidence) {
        return Count.of("operations ended too late", evidence.ended()
                .filter(ended -> isTooLate(ended, evidence.stalls()))
                .map(ended -> ended.entry() + " by " + ended.late().toMillis() + " ms"));
    }

    static Stream<String> toldTheTruth(Evidence evidence) {
        Table table = evidence.table();
        return Stream.of(
                Count.of("acknowledged writes are missing", evidence.ended(Ending.How.SUCCEEDED)
                        .filter(entry -> table.parts(entry.id()) < entry.way().rows())),
                Count.of("writes are there that were said not to be", evidence.ended(Ending.How.FAILED)
                        .filter(entry -> table.parts(entry.id()) > 0)
                        .filter(entry -> entry.ending().filter(Ending::deniesWrite).isPresent())),
                Count.of("writes are there in part", evidence.entries()
                        .stream()
                        .filter(entry -> table.parts(entry.id()) % Math.max(1, entry.way().rows()) != 0)
                        .map(entry -> entry + " " + table.rows().get(entry.id()))),
                Count.of("writes are there twice", evidence.entries()
                        .stream()
                        .filter(entry -> table.isTwice(entry.id()))))
                .flatMap(found -> found);
    }

    static Stream<String> ownAnswers(Evidence evidence) {
        return Count.of("operations met what was not theirs", evidence.entries()
                .stream()
                .filter(entry -> !entry.oddities().isEmpty())
                .map(entry -> entry + " " + entry.oddities()));
    }

    private static boolean isBug(Entry entry) {
        return entry.ending().filter(Ending::isBug).isPresent();
    }

    /** Rows that have begun to come may take their time. */
    private static boolean isTooLate(Ended ended, Stalls stalls) {
        boolean streams = ended.entry().way() == Way.ROWS && ended.entry().backend().isPresent();
        Duration late = ended.late().minus(SLACK);
        return !streams && !late.isNegative()
                && late.compareTo(stalls.between(ended.entry().begun(), ended.ending().at())) > 0;
    }
}
