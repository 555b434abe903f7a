package io.github.headgate.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The figures in the README are those of the files that it links to: each column of it is one of a table there, by name. */
class ReadmePerformanceTest {

    private static final Path README = Path.of("..", "README.md");
    private static final Path RESULTS = Path.of("results");
    private static final String NOT_MEASURED = "—";

    private static final Map<String, Source> AT_REST = Map.of(
            "one row, 1 in flight", new Source("throughput.md", "one row by its key, 1 in flight", "operations/s"),
            "16", new Source("throughput.md", "one row by its key, 16 in flight", "operations/s"),
            "64", new Source("throughput.md", "one row by its key, 64 in flight", "operations/s"),
            "256", new Source("throughput.md", "one row by its key, 256 in flight", "operations/s"),
            "1 000 rows, 16", new Source("throughput.md", "1 000 rows, 16 in flight", "operations/s"),
            "insert, 64",
            new Source("throughput.md", "insert, in a transaction of its own, 64 in flight", "operations/s"),
            "transaction, 64",
            new Source("throughput.md", "transaction of three statements, 64 in flight", "operations/s"),
            "WebFlux endpoint, 64",
            new Source("endpoint.md", "one row by its key, over HTTP (WebFlux, wrk), 64 in flight", "operations/s"));

    private static final Map<String, Source> SETTINGS = Map.of(
            "1 in flight", new Source("settings.md", "one row by its key, 1 in flight", "÷ r2dbc-pool, defaults"),
            "16", new Source("settings.md", "one row by its key, 16 in flight", "÷ r2dbc-pool, defaults"),
            "64", new Source("settings.md", "one row by its key, 64 in flight", "÷ r2dbc-pool, defaults"));

    private static final Map<String, Source> IN_TROUBLE = Map.of(
            "first success after a restart", trouble("restart: first success after the server accepts"),
            "callers of 32 that hang after it",
            trouble("restart: callers of 32 without an answer 3 s after the first success"),
            "connects in 10 s without a server", trouble("outage: connects, 500 callers"),
            "first error of a silent server", trouble("silent server: first error after"),
            "10 000 callers at once", trouble("callers at once: last answer"),
            "query after a cancelled `pg_sleep(4)`", trouble("pool of 1: next query after a cancelled pg_sleep(4)"),
            "client made to first row", trouble("client made to first row, in a warm JVM"),
            "the same, in a new JVM", trouble("client made to first row, in a new JVM"));

    private static Source trouble(String column) {
        return new Source("trouble.md", "client", column);
    }

    /**
     * Where a column comes from.
     *
     * @param table the first cell of its head
     */
    private record Source(String page, String table, String column) {

        /** Empty where the page does not have that client. */
        Optional<String> of(String client) {
            List<Table> tables = Table.all(text(RESULTS.resolve(page)))
                    .stream()
                    .filter(one -> one.head().get(0).equals(table))
                    .toList();
            assertThat(tables).as("the tables '%s' of %s", table, page).hasSize(1);
            return tables.get(0).cell(client, column);
        }
    }

    /** A table of Markdown; each row begins with what it is about. */
    private record Table(List<String> head, List<List<String>> rows) {

        static List<Table> all(String markdown) {
            List<Table> tables = new ArrayList<>();
            List<List<String>> lines = new ArrayList<>();
            Stream.concat(markdown.lines(), Stream.of("")).forEach(line -> {
                if (line.startsWith("|")) {
                    lines.add(cells(line));
                } else if (!lines.isEmpty()) {
                    tables.add(new Table(lines.get(0), List.copyOf(lines.subList(2, lines.size()))));
                    lines.clear();
                }
            });
            return tables;
        }

        private static List<String> cells(String line) {
            return Stream.of(line.substring(1, line.lastIndexOf('|')).split("\\|", -1)).map(String::strip).toList();
        }

        Optional<String> cell(String name, String column) {
            assertThat(head).as("the columns").containsOnlyOnce(column);
            return rows.stream()
                    .filter(row -> row.get(0).equals(name))
                    .map(row -> row.get(head.indexOf(column)))
                    .findFirst();
        }
    }

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

    /** The table below {@code heading}, which must have these columns besides the names, and those of words. */
    private static Table table(String heading, Map<String, Source> figures, String... words) {
        int begin = performance().indexOf(heading);
        assertThat(begin).as(heading).isNotNegative();
        Table table = Table.all(performance().substring(begin)).get(0);
        assertThat(table.head().subList(1, table.head().size())).as(heading)
                .containsExactlyInAnyOrderElementsOf(
                        Stream.concat(figures.keySet().stream(), Stream.of(words)).toList());
        assertThat(table.rows()).as(heading).hasSizeGreaterThan(8);
        return table;
    }

    private static void hasTheFigures(Table table, Map<String, Source> sources) {
        for (List<String> row : table.rows()) {
            sources.forEach((column, source) -> assertThat(table.cell(row.get(0), column))
                    .as("%s of %s", column, row.get(0))
                    .hasValue(source.of(row.get(0)).map(ReadmePerformanceTest::withoutSpread).orElse(NOT_MEASURED)));
        }
    }

    /** A ratio stands before its least and greatest. */
    private static String withoutSpread(String cell) {
        return cell.replaceFirst(" \\(.* … .*\\)$", "");
    }

    @Test
    void hasTheOperationsASecondOfEachClientAtEachWorkload() {
        hasTheFigures(table("### At rest", AT_REST), AT_REST);
    }

    @Test
    void hasWhatEachClientDidInTrouble() {
        hasTheFigures(table("### In trouble", IN_TROUBLE), IN_TROUBLE);
    }

    @Test
    void hasTheRatioOfEachSettingAtEachWorkload() {
        hasTheFigures(table("### What the pool and the driver can be told", SETTINGS, "Headgate"), SETTINGS);
    }

    @Test
    void linksToTheFilesOfItsFigures() {
        assertThat(performance()).contains("(benchmarks/results/throughput.md)", "(benchmarks/results/endpoint.md)",
                "(benchmarks/results/settings.md)", "(benchmarks/results/trouble.md)",
                "(benchmarks/results/profile.md)", "(benchmarks/results/parts.md)");
    }
}
