package io.github.headgate.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The figures in the README are those of the files that it links to. */
class ReadmePerformanceTest {

    private static final Path README = Path.of("..", "README.md");
    private static final Path RESULTS = Path.of("results");

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String performance() {
        String readme = text(README);
        int begin = readme.indexOf("\n## Performance\n");
        assertThat(begin).as("the section").isPositive();
        return readme.substring(begin, readme.indexOf("\n## ", begin + 1));
    }

    /** The rows of the table below {@code heading}, without its head, cell by cell. */
    private static List<List<String>> rows(String section, String heading) {
        int begin = section.indexOf(heading);
        assertThat(begin).as(heading).isNotNegative();
        return section.substring(begin)
                .lines()
                .dropWhile(line -> !line.startsWith("|"))
                .takeWhile(line -> line.startsWith("|"))
                .skip(2)
                .map(ReadmePerformanceTest::cells)
                .toList();
    }

    private static List<String> cells(String line) {
        return Stream.of(line.substring(1, line.lastIndexOf('|')).split("\\|")).map(String::strip).toList();
    }

    /** The row of that client in each table of a page. */
    private static List<List<String>> tables(String page, String client) {
        return text(RESULTS.resolve(page)).lines()
                .filter(line -> line.startsWith("|"))
                .map(ReadmePerformanceTest::cells)
                .filter(cells -> cells.get(0).equals(client))
                .toList();
    }

    /** The operations a second there of that client, if it can be behind an endpoint. */
    private static String endpoint(String client) {
        return tables("endpoint.md", client).stream()
                .map(cells -> cells.get(1))
                .findAny()
                .orElse("—");
    }

    @Test
    void hasTheOperationsASecondOfEachClientAtEachWorkload() {
        List<List<String>> rows = rows(performance(), "### At rest");

        assertThat(rows).hasSizeGreaterThan(8).allSatisfy(row -> {
            List<List<String>> tables = tables("throughput.md", row.get(0));
            assertThat(tables).hasSizeGreaterThanOrEqualTo(7);
            for (int workload = 0; workload < tables.size(); workload++) {
                assertThat(row.get(1 + workload)).isEqualTo(tables.get(workload).get(1));
            }
            assertThat(row.get(1 + tables.size())).isEqualTo(endpoint(row.get(0)));
        });
    }

    @Test
    void hasWhatEachClientDidInTrouble() {
        List<List<String>> rows = rows(performance(), "### In trouble");

        assertThat(rows).hasSizeGreaterThan(8)
                .allSatisfy(row -> assertThat(tables("trouble.md", row.get(0)))
                        .singleElement()
                        .satisfies(all -> assertThat(all).containsAll(row)));
    }

    @Test
    void hasTheRatioOfEachSettingAtEachWorkload() {
        List<List<String>> rows = rows(performance(), "### What the pool and the driver can be told");

        assertThat(rows).hasSizeGreaterThan(8).allSatisfy(row -> {
            List<List<String>> tables = tables("settings.md", row.get(0));
            assertThat(tables).hasSize(3);
            for (int workload = 0; workload < tables.size(); workload++) {
                assertThat(tables.get(workload).get(2)).startsWith(row.get(1 + workload) + " (");
            }
        });
    }

    @Test
    void linksToTheFilesOfItsFigures() {
        assertThat(performance()).contains("(benchmarks/results/throughput.md)", "(benchmarks/results/endpoint.md)",
                "(benchmarks/results/settings.md)", "(benchmarks/results/trouble.md)",
                "(benchmarks/results/profile.md)", "(benchmarks/results/parts.md)");
    }
}
