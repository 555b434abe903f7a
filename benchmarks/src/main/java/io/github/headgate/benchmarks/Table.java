package io.github.headgate.benchmarks;

import io.github.headgate.benchmarks.report.MarkdownTable;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.util.Statistics;

/**
 * The figures of a benchmark, a row for each method and setting. Where operations were timed one by one they are told by
 * percentiles; where they were timed together, by their mean, how sure that is, and what they allocated.
 */
final class Table {

    private static final String ALLOCATION = "gc.alloc.rate.norm"; // as JMH's profiler calls it

    private Table() {}

    static String of(Collection<RunResult> measured) {
        RunResult first = measured.iterator().next();
        List<String> figures = isOneByOne(first)
                ? List.of("mean", "p50", "p99", "max", "operations")
                : List.of("time", "± (99.9 %)", "allocated");
        Collection<String> settings = settings(first);
        MarkdownTable table = MarkdownTable.of(1 + settings.size(), concat(Stream.of("benchmark"), settings.stream(),
                figures.stream()));
        measured.forEach(result -> table.add(row(result)));
        return table.toString();
    }

    @SafeVarargs
    private static List<String> concat(Stream<String>... cells) {
        return Stream.of(cells).flatMap(cell -> cell).toList();
    }

    private static boolean isOneByOne(RunResult measured) {
        return measured.getParams().getMode() != Mode.AverageTime;
    }

    private static Collection<String> settings(RunResult measured) {
        return measured.getParams().getParamsKeys();
    }

    private static List<String> row(RunResult measured) {
        Stream<String> settings = settings(measured).stream().map(measured.getParams()::getParam);
        Stream<String> figures = isOneByOne(measured) ? percentiles(measured) : mean(measured);
        String name = "`" + measured.getPrimaryResult().getLabel() + "`";
        return concat(Stream.of(name), settings, figures);
    }

    private static Stream<String> percentiles(RunResult measured) {
        Statistics times = measured.getPrimaryResult().getStatistics();
        String unit = measured.getPrimaryResult().getScoreUnit().replace("/op", "");
        return Stream.concat(
                Stream.of(times.getMean(), times.getPercentile(50), times.getPercentile(99), times.getMax())
                        .map(time -> String.format(Locale.ROOT, "%.2f %s", time, unit)),
                Stream.of(String.valueOf(times.getN())));
    }

    private static Stream<String> mean(RunResult measured) {
        Result<?> time = measured.getPrimaryResult();
        double allocated = measured.getSecondaryResults()
                .entrySet()
                .stream()
                .filter(entry -> entry.getKey().endsWith(ALLOCATION))
                .mapToDouble(entry -> entry.getValue().getScore())
                .findFirst()
                .orElse(Double.NaN);
        return Stream.of(
                String.format(Locale.ROOT, "%.1f %s", time.getScore(), time.getScoreUnit()),
                String.format(Locale.ROOT, "%.1f", time.getScoreError()),
                String.format(Locale.ROOT, "%.0f B", allocated));
    }
}
