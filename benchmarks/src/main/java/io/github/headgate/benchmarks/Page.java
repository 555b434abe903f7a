package io.github.headgate.benchmarks;

import io.github.headgate.testkit.PostgresServer;
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Locale;
import java.util.stream.Stream;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.util.Version;
import reactor.core.publisher.Mono;

/** A page of results, with all that one has to know to read them. */
final class Page {

    private Page() {}

    static String of(Class<?> benchmark, Collection<RunResult> measured) {
        return String.format(Locale.ROOT, """
                # %s

                %s

                - command: `./mvnw -q -Pbench -Dbench=%s`
                - date: %s
                - machine: %s, %d cores, %s %s, load average %.1f at the end
                - JVM: %s %s
                - libraries: reactor-core %s, r2dbc-postgresql %s, r2dbc-pool %s, JMH %s
                - where a server takes part: %s
                """,
                benchmark.getSimpleName(), Table.of(measured), benchmark.getSimpleName(), LocalDate.now(ZoneOffset.UTC),
                processor(), Runtime.getRuntime().availableProcessors(), System.getProperty("os.name"),
                System.getProperty("os.arch"), load(), System.getProperty("java.vm.name"), Runtime.version(),
                version(Mono.class), version(PostgresqlConnection.class), version(ConnectionPool.class),
                Version.getPlainVersion(), server());
    }

    private static String version(Class<?> library) {
        return library.getPackage().getImplementationVersion();
    }

    /** The kind that was started, on this machine, by each benchmark that needs one. */
    private static String server() {
        try (PostgresServer server = PostgresServer.started()) {
            return "Postgres %s (%s), on this machine".formatted(
                    server.query("show server_version").get(0).get(0), server.kind().name().toLowerCase(Locale.ROOT));
        }
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
