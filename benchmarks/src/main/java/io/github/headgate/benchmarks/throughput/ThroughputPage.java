package io.github.headgate.benchmarks.throughput;

import static java.util.stream.Collectors.joining;

import io.github.headgate.benchmarks.peers.Contender;
import io.github.headgate.benchmarks.peers.Sample;
import io.github.headgate.benchmarks.report.Chart;
import io.github.headgate.benchmarks.report.MarkdownTable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.util.ListStatistics;

/** The tables and the charts of a plan that has been measured. */
final class ThroughputPage {

    private static final String UNKNOWN = "–";

    private final Plan plan;
    private final String setUp;
    private final List<Measured> measured;
    private final List<String> notes;

    /**
     * @param setUp in what the contenders differ, Markdown
     */
    ThroughputPage(Plan plan, String setUp, Throughput.Outcome outcome) {
        this.plan = plan;
        this.setUp = setUp;
        this.measured = outcome.measured();
        this.notes = outcome.notes();
    }

    String body(String chart) {
        String tables = points().stream().map(this::section).collect(joining("\n"));
        return Stream.of("![" + chart + "](" + chart + ")", method(), setUp + remarks(), tables)
                .collect(joining("\n\n"));
    }

    private String method() {
        return """
                A pool of 10; each caller asks again as soon as he has his answer. Each contender in a JVM of its own, after %s of work,
                with %s more of warm-up at each workload, then in turn, %d rounds of %s, each in another order. Figures are medians of
                the rounds; a ratio is the median of the rounds' ratios, with the least and the greatest. Latency counts from the
                asking, the wait for a connection included. Processor and allocation are those of the client's whole process, the
                compiler's threads included."""
                .formatted(seconds(plan.start()), seconds(plan.warmUp()), plan.rounds(), seconds(plan.time()));
    }

    private String remarks() {
        return notes.stream().map(note -> "\n\n- " + note).collect(joining());
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1e3);
    }

    private String section(Point point) {
        List<String> head = Stream.of(Stream.of(point.label(), "operations/s"),
                references(point).stream().map(reference -> "÷ " + reference.label()),
                Stream.of("p50", "p99", "processor/operation", "allocated/operation")).flatMap(cell -> cell).toList();
        MarkdownTable table = MarkdownTable.of(1, head);
        at(point).forEach(one -> table.add(row(one, point)));
        return "## " + point.label() + "\n\n" + table + "\n";
    }

    private List<String> row(Measured one, Point point) {
        return Stream.of(
                Stream.of(one.label(), figure(one, Sample::operations, "%,.0f")),
                references(point).stream().map(reference -> ratio(one.ratios(reference))),
                Stream.of(figure(one, Sample::p50, "%,.0f µs"), figure(one, Sample::p99, "%,.0f µs"),
                        figure(one, Sample::processor, "%.1f µs"), figure(one, Sample::allocated, "%,.0f B")))
                .flatMap(cell -> cell)
                .toList();
    }

    private static String figure(Measured one, Function<Sample, @Nullable Double> figure, String format) {
        OptionalDouble median = one.median(figure);
        return median.isPresent() ? String.format(Locale.ROOT, format, median.getAsDouble()) : UNKNOWN;
    }

    private static String ratio(double... ratios) {
        return String.format(Locale.ROOT, "%.2f (%.2f … %.2f)", new ListStatistics(ratios).getPercentile(50), ratios[0],
                ratios[ratios.length - 1]);
    }

    private List<Point> points() {
        return plan.points().stream().filter(point -> !at(point).isEmpty()).toList();
    }

    private List<Measured> at(Point point) {
        return measured.stream().filter(one -> one.point().equals(point.id())).toList();
    }

    private Optional<Measured> at(String id, Point point) {
        return at(point).stream().filter(one -> one.id().equals(id)).findFirst();
    }

    private List<Measured> references(Point point) {
        List<String> ids = plan.references().stream().map(Contender::id).toList();
        return at(point).stream().filter(one -> ids.contains(one.id())).toList();
    }

    /** What each does at each point, in relation to the first reference; or in operations where there is none. */
    void draw(String title, Path file) throws IOException {
        Optional<Measured> reference = references(points().get(0)).stream().findFirst();
        Chart chart = Chart.of(title, reference.map(one -> "throughput ÷ " + one.label()).orElse("operations/s"),
                points().stream().map(Point::id).toList());
        at(points().get(0)).forEach(one -> chart.add(one.label(), points()
                .stream()
                .map(point -> height(one, point, reference))
                .toList()));
        chart.write(file);
    }

    /** NaN where it was not measured, or its reference was not. */
    private double height(Measured one, Point point, Optional<Measured> reference) {
        Optional<Measured> here = at(one.id(), point);
        return reference.isEmpty()
                ? here.map(it -> it.median(Sample::operations).orElse(Double.NaN)).orElse(Double.NaN)
                : here.flatMap(it -> at(reference.get().id(), point)
                        .map(its -> new ListStatistics(it.ratios(its)).getPercentile(50))).orElse(Double.NaN);
    }
}
