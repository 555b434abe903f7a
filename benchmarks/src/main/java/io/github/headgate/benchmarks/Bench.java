package io.github.headgate.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Runs each benchmark in a short form, and writes what came out into a directory: JMH's own JSON, and a page that tells
 * on what machine and how.
 */
public final class Bench {

    private static final Class<?> BENCHMARK = OpenGateBenchmark.class;
    private static final int FORKS = 2;
    private static final int WARM_UPS = 3;
    private static final int MEASUREMENTS = 5;

    private Bench() {}

    /** Takes the directory of the results. */
    public static void main(String[] arguments) throws IOException, RunnerException {
        Path results = Files.createDirectories(Path.of(arguments[0]));
        Path json = results.resolve(BENCHMARK.getSimpleName() + ".json");
        Path page = results.resolve(BENCHMARK.getSimpleName() + ".md");
        Collection<RunResult> measured = new Runner(options(json)).run();
        Files.writeString(page, Page.of(BENCHMARK, measured));
        System.out.println("Written: " + page);
    }

    private static Options options(Path json) {
        return new OptionsBuilder()
                .include(BENCHMARK.getName())
                .forks(FORKS)
                .warmupIterations(WARM_UPS)
                .warmupTime(TimeValue.seconds(1))
                .measurementIterations(MEASUREMENTS)
                .measurementTime(TimeValue.seconds(1))
                .addProfiler(GCProfiler.class)
                .resultFormat(ResultFormatType.JSON)
                .result(json.toString())
                .build();
    }
}
