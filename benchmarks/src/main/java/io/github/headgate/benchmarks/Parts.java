package io.github.headgate.benchmarks;

import io.github.headgate.VerdictBenchmark;
import io.github.headgate.benchmarks.report.Form;
import io.github.headgate.benchmarks.report.Page;
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import reactor.core.publisher.Mono;

/** What single parts cost, by JMH, which runs each benchmark as its annotations say. */
final class Parts {

    /** Those of the table: what an operation meets on its way when nothing is wrong. */
    private static final List<Class<?>> TABLE = List.of(
            OpenGateBenchmark.class, ClosedGateBenchmark.class, RetryBenchmark.class, DeadlineBenchmark.class,
            BudgetBenchmark.class, GuardBenchmark.class, VerdictBenchmark.class);

    /** Those that are pages of their own, since they need a server. */
    private static final List<Class<?>> OTHERS = List.of(CommitOutcomeBenchmark.class, CancelBenchmark.class);

    private static final List<Class<?>> LIBRARIES = List.of(
            Mono.class, PostgresqlConnection.class, ConnectionPool.class, Runner.class);

    private final String title;
    private final Form form;
    private final List<Class<?>> benchmarks;

    private Parts(String title, Form form, List<Class<?>> benchmarks) {
        this.title = title;
        this.form = form;
        this.benchmarks = benchmarks;
    }

    /** Those of the table. */
    static Parts all(Form form) {
        return new Parts("parts", form, TABLE);
    }

    /**
     * @throws IllegalArgumentException if there is none of that name
     */
    static Parts one(String name, Form form) {
        return new Parts(name, form, List.of(named(name)));
    }

    /**
     * Runs them, one after the other.
     *
     * @param pages the directory for the page, with a section for each, and all figures as JSON
     * @return the page
     */
    Path write(Path pages) throws IOException, RunnerException {
        List<String> sections = new ArrayList<>();
        for (Class<?> benchmark : benchmarks) {
            ChainedOptionsBuilder options = options(benchmark);
            Collection<RunResult> measured = new Runner((form == Form.QUICK ? quick(options) : options).build()).run();
            sections.add("## " + benchmark.getSimpleName() + "\n\n" + Table.of(measured));
            writeRaw(benchmark, measured, Files.createDirectories(pages));
        }
        return new Page(title, form.command(title, List.of(), List.of()), String.join("\n\n", sections), LIBRARIES)
                .write(pages);
    }

    private static Class<?> named(String name) {
        List<Class<?>> all = Stream.concat(TABLE.stream(), OTHERS.stream()).toList();
        return all.stream()
                .filter(benchmark -> benchmark.getSimpleName().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("it must be " + Bench.TABLES + ", or one of "
                        + all.stream().map(Class::getSimpleName).collect(Collectors.joining(", "))
                        + "; was '" + name + "'"));
    }

    private static ChainedOptionsBuilder options(Class<?> benchmark) {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include(benchmark.getName())
                .shouldFailOnError(true);
        return mode(benchmark) == Mode.AverageTime ? options.addProfiler(GCProfiler.class) : options;
    }

    private static Mode mode(Class<?> benchmark) {
        return benchmark.getAnnotation(BenchmarkMode.class).value()[0];
    }

    private static ChainedOptionsBuilder quick(ChainedOptionsBuilder options) {
        return options.forks(1)
                .warmupIterations(2)
                .warmupTime(TimeValue.milliseconds(500))
                .measurementIterations(3)
                .measurementTime(TimeValue.milliseconds(500));
    }

    private static void writeRaw(Class<?> benchmark, Collection<RunResult> measured, Path directory)
            throws IOException {
        System.setProperty("jmh.json.rawData", String.valueOf(mode(benchmark) != Mode.SampleTime)); // megabytes else
        Path json = directory.resolve(benchmark.getSimpleName() + ".json");
        ResultFormatFactory.getInstance(ResultFormatType.JSON, json.toString()).writeOut(measured);
    }
}
