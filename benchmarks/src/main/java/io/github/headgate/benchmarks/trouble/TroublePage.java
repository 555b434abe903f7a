package io.github.headgate.benchmarks.trouble;

import static java.util.stream.Collectors.joining;

import io.github.headgate.benchmarks.report.MarkdownTable;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/** The table. */
final class TroublePage {

    private final Dose dose;
    private final Map<String, Findings> findings;
    private final List<String> notes;

    TroublePage(Dose dose, Map<String, Findings> findings, List<String> notes) {
        this.dose = dose;
        this.findings = findings;
        this.notes = notes;
    }

    String body() {
        List<String> head = Stream.concat(Stream.of("client"), Arrays.stream(Finding.values()).map(Finding::label))
                .toList();
        MarkdownTable table = MarkdownTable.of(1, head);
        findings.forEach((label, found) -> table.add(row(label, found)));
        return Stream.of(table.toString(), method(), notes.stream().map(note -> "- " + note).collect(joining("\n")))
                .collect(joining("\n\n"));
    }

    private String method() {
        return String.format(Locale.ROOT, """
                A pool of 10; each client in two JVMs of its own, after %d s of work in each, set up as for throughput. A caller who
                failed asks again after 10 ms.

                - Restart: `pg_ctl restart -m immediate` with a second between stop and start, 32 callers; median of %d, a success that
                  does not come within %d s being longer than any, and no failure less than any: a dash. The server accepts when it
                  answers a start-up packet with a request for authentication, asked every 2 ms.
                - Outage: %d s.
                - Silent server: r2dbc-pool's timeout, where it has one, is of 4 s for each of four attempts, so its first error
                  comes after all of them.
                - Each restart, the outage and the silence happen to a client just made, a second after its callers began, in a JVM
                  that has been through those before. There is a proxy before the server, which counts the connects that arrive
                  and ends them while the server is away; for the other columns there is none.
                - At once: %,d callers, median of %d.
                - Cancelled: half a second after `pg_sleep(4)` was asked for on the one connection, it is cancelled, and a row by its
                  key is asked for at once; the time is from the cancel to that row, median of %d. HikariCP's and Vert.x's callers
                  have the server asked to cancel, the others cancel their subscription or future; where the server is not told of
                  it, the 3.5 s that are left of the sleep are waited for. Who pipelines cannot cancel, since others' statements
                  may be on the connection.
                - First row: median of %d, in new JVMs of %d.""",
                dose.warmUp().toSeconds(), dose.restarts(), dose.patience().toSeconds(), dose.outage().toSeconds(),
                dose.burst(), dose.times(), dose.times(), dose.firstRows(), dose.times());
    }

    private static List<String> row(String label, Findings found) {
        return Stream.concat(Stream.of(label), Arrays.stream(Finding.values()).map(finding -> cell(found, finding)))
                .toList();
    }

    private static String cell(Findings found, Finding finding) {
        OptionalDouble median = found.median(finding);
        if (median.isEmpty() || Double.isInfinite(median.getAsDouble())) {
            return found.remark(finding);
        }
        return switch (finding.unit()) {
            case MILLIS -> String.format(Locale.ROOT, "%,.0f ms", median.getAsDouble());
            case NUMBER -> String.format(Locale.ROOT, "%,.0f", median.getAsDouble());
        };
    }
}
