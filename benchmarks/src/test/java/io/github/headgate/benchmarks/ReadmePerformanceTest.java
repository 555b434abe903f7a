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

    /** A column of that client's rows, one in each table of a page. */
    private static List<String> column(String page, String client, int column) {
        return tables(page, client).stream().map(cells -> cells.get(column)).toList();
    }

    @Test
    void hasTheOperationsASecondOfEachClientAtEachWorkload() {
        List<List<String>> rows = rows(performance(), "### At rest");

        assertThat(rows).hasSizeGreaterThan(8).allSatisfy(row -> {
            List<String> rates = column("throughput.md", row.get(0), 1);
            List<String> overHttp = column("endpoint.md", row.get(0), 1);
            assertThat(rates).hasSizeGreaterThanOrEqualTo(7);
            assertThat(row.subList(1, 1 + rates.size())).isEqualTo(rates);
            assertThat(row.subList(1 + rates.size(), row.size()))
                    .isEqualTo(overHttp.isEmpty() ? List.of("—") : overHttp);
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
            List<String> ratios = column("settings.md", row.get(0), 2);
            assertThat(ratios).hasSize(3);
            assertThat(row.subList(1, 4)).isEqualTo(
                    ratios.stream().map(ratio -> ratio.substring(0, ratio.indexOf(" ("))).toList());
        });
    }

    @Test
    void linksToTheFilesOfItsFigures() {
        assertThat(performance()).contains("(benchmarks/results/throughput.md)", "(benchmarks/results/endpoint.md)",
                "(benchmarks/results/settings.md)", "(benchmarks/results/trouble.md)",
                "(benchmarks/results/profile.md)", "(benchmarks/results/parts.md)");
    }
}
