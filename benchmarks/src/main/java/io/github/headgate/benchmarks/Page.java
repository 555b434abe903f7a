package io.github.headgate.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.util.Version;
import reactor.core.publisher.Mono;

/** A page of results, with all that one has to know to read them. */
final class Page {

    private static final String ALLOCATION = "gc.alloc.rate.norm"; // as JMH's profiler calls it

    private Page() {}

    static String of(Class<?> benchmark, Collection<RunResult> measured) {
        String rows = measured.stream().map(Page::row).collect(Collectors.joining("\n"));
        return String.format(Locale.ROOT, """
                # %s

                | benchmark | time | ± (99.9 %%) | allocated |
                | --- | ---: | ---: | ---: |
                %s

                - command: `./mvnw -q -Pbench`
                - date: %s
                - machine: %s, %d cores, %s %s, load average %.1f at the end
                - JVM: %s %s
                - libraries: reactor-core %s, JMH %s
                """,
                benchmark.getSimpleName(), rows, LocalDate.now(ZoneOffset.UTC), processor(),
                Runtime.getRuntime().availableProcessors(), System.getProperty("os.name"),
                System.getProperty("os.arch"), load(), System.getProperty("java.vm.name"), Runtime.version(),
                version(Mono.class), Version.getPlainVersion());
    }

    private static String row(RunResult measured) {
        Result<?> time = measured.getPrimaryResult();
        double allocated = measured.getSecondaryResults()
                .entrySet()
                .stream()
                .filter(entry -> entry.getKey().endsWith(ALLOCATION))
                .mapToDouble(entry -> entry.getValue().getScore())
                .findFirst()
                .orElse(Double.NaN);
        return String.format(Locale.ROOT, "| `%s` | %.1f %s | %.1f | %.0f B |",
                time.getLabel(), time.getScore(), time.getScoreUnit(), time.getScoreError(), allocated);
    }

    private static String version(Class<?> library) {
        return library.getPackage().getImplementationVersion();
    }

    /** How busy the machine was: 1 for a benchmark that had it to itself. */
    private static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }

    /** Its name where Linux tells it. */
    private static String processor() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.replaceFirst(".*: *", ""))
                    .findFirst()
                    .orElse("unknown processor");
        } catch (IOException e) {
            return "unknown processor";
        }
    }
}
