package io.github.headgate.faults;

import io.github.headgate.HeadgateEvent.OutcomeResolved;
import io.github.headgate.HeadgateEvent.Retry;
import io.github.headgate.HeadgateEvent.StatementAbandoned;
import io.github.headgate.reactor.Transition;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The figures of a soak, summed over its rounds. */
final class Toll {

    private final Duration whole;
    private final long begun = System.nanoTime();
    private final Map<String, Long> faults = new TreeMap<>();
    private final Map<String, Long> counts = new TreeMap<>();
    private final List<String> seeds = new ArrayList<>();
    private Duration latest = Duration.ofDays(-1);

    Toll(Duration whole) {
        this.whole = whole;
    }

    Duration left() {
        return whole.minus(elapsed());
    }

    void add(Findings findings, List<String> violations) {
        Evidence evidence = findings.evidence();
        evidence.faults().forEach(fault -> faults.merge(fault.name(), 1L, Long::sum));
        count("operations", evidence.entries().size());
        count("writes acknowledged",
                evidence.ended(Ending.How.SUCCEEDED).filter(entry -> !entry.way().isRead()).count());
        count("writes rolled back", findings.failedWrites(true));
        count("writes unknown", findings.failedWrites(false));
        count("reads failed", findings.failedReads().size());
        count("cancelled", findings.count(Ending.How.CANCELLED));
        count("commits resolved", evidence.steps().events(OutcomeResolved.class).count());
        count("retries", evidence.steps().events(Retry.class).count());
        count("statements abandoned", evidence.steps().events(StatementAbandoned.class).count());
        count("generations lost", evidence.steps().steps(Transition.Kind.LOST).size());
        count("writes lost", violations.stream().filter(one -> one.contains("are missing")).count());
        count("writes twice", violations.stream().filter(one -> one.contains("twice")).count());
        count("violations of all kinds", violations.size());
        seeds.add(findings.seed().toString());
        latest = findings.latest().compareTo(latest) > 0 ? findings.latest() : latest;
    }

    private void count(String what, long number) {
        counts.merge(what, number, Long::sum);
    }

    private Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    private long struck() {
        return faults.values().stream().mapToLong(Long::longValue).sum();
    }

    /** One line, to be printed while it runs. */
    @Override
    public String toString() {
        return "soak, %d of %d min: %d faults, %s".formatted(elapsed().toMinutes(), whole.toMinutes(), struck(),
                counts);
    }

    /** What is written when it is over. */
    String page() {
        return """
                # Soak

                | what | number |
                | --- | ---: |
                | faults | %d |
                %s| longest operation over its deadline | %d ms |

                | fault | times |
                | --- | ---: |
                %s
                - command: `./mvnw -q -Psoak -Dheadgate.soak=%s`
                - date: %s, %d min
                - machine: %s, %d cores, %s
                - JVM: %s, heap of at most %d MB
                - seeds of the rounds: %s
                """.formatted(struck(), rows(counts), latest.toMillis(), rows(faults), whole,
                LocalDate.now(ZoneOffset.UTC),
                elapsed().toMinutes(), System.getProperty("os.name") + " " + System.getProperty("os.arch"),
                Runtime.getRuntime().availableProcessors(), "embedded Postgres behind FaultProxy, 64 callers",
                System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"),
                Runtime.getRuntime().maxMemory() >> 20, String.join(", ", seeds));
    }

    private static String rows(Map<String, Long> numbers) {
        return numbers.entrySet()
                .stream()
                .map(row -> "| " + row.getKey() + " | " + row.getValue() + " |\n")
                .collect(Collectors.joining());
    }
}
