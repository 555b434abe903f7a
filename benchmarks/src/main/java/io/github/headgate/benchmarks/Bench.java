package io.github.headgate.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Runs a benchmark as its annotations say, and writes what came out into a directory: JMH's own JSON, and a page that
 * tells on what machine and how. {@link OpenGateBenchmark} is the one that is run if nobody names another.
 */
public final class Bench {

    private static final List<Class<?>> BENCHMARKS = List.of(
            OpenGateBenchmark.class, CommitOutcomeBenchmark.class, CancelBenchmark.class);

    private Bench() {}

    /**
     * Takes the directory of the results, and the name of the benchmark.
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    public static void main(String[] arguments) throws IOException, RunnerException {
        run(named(arguments[1]), Files.createDirectories(Path.of(arguments[0])));
    }

    private static Class<?> named(String name) {
        return BENCHMARKS.stream()
                .filter(benchmark -> benchmark.getSimpleName().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the benchmark must be one of " + BENCHMARKS.stream()
                        .map(Class::getSimpleName)
                        .collect(Collectors.joining(", ")) + ", was '" + name + "'"));
    }

    private static void run(Class<?> benchmark, Path results) throws IOException, RunnerException {
        Path json = results.resolve(benchmark.getSimpleName() + ".json");
        Path page = results.resolve(benchmark.getSimpleName() + ".md");
        Collection<RunResult> measured = new Runner(options(benchmark, json)).run();
        Files.writeString(page, Page.of(benchmark, measured));
        System.out.println("Written: " + page);
    }

    private static Options options(Class<?> benchmark, Path json) {
        Mode mode = benchmark.getAnnotation(BenchmarkMode.class).value()[0];
        System.setProperty("jmh.json.rawData", String.valueOf(mode != Mode.SampleTime)); // which would be megabytes
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include(benchmark.getName())
                .shouldFailOnError(true)
                .resultFormat(ResultFormatType.JSON)
                .result(json.toString());
        return (mode == Mode.AverageTime ? options.addProfiler(GCProfiler.class) : options).build();
    }
}
