package io.github.headgate.benchmarks.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.github.headgate.testkit.PostgresServer;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A page of results, with all that one has to know to read them.
 *
 * @param title the name of its file too
 * @param command what was run, without {@code ./mvnw -q -Pbench}
 * @param body Markdown
 * @param libraries a class of each library whose version matters
 */
public record Page(String title, String command, String body, List<Class<?>> libraries) {

    private static final ObjectWriter JSON = new ObjectMapper().writerWithDefaultPrettyPrinter();

    /** Writes the page, and returns where. */
    public Path write(Path directory) throws IOException {
        Path file = Files.createDirectories(directory).resolve(title + ".md");
        Files.writeString(file, text());
        return file;
    }

    /** Writes what the page was made of. */
    public void writeRaw(Path directory, Object measured) throws IOException {
        JSON.writeValue(Files.createDirectories(directory).resolve(title + ".json").toFile(), measured);
    }

    private String text() {
        return String.format(Locale.ROOT, """
                # %s

                %s

                - command: `./mvnw -q -Pbench %s`
                - date: %s
                - machine: %s, %d cores, %s %s, load average %.1f at the end
                - JVM: %s %s
                - libraries: %s
                - where a server takes part: %s
                """,
                title, body.strip(), command, LocalDate.now(ZoneOffset.UTC), processor(),
                Runtime.getRuntime().availableProcessors(), System.getProperty("os.name"),
                System.getProperty("os.arch"), load(), System.getProperty("java.vm.name"), Runtime.version(),
                libraries.stream().map(Page::jar).collect(Collectors.joining(", ")), server());
    }

    /** Such as {@code reactor-core-3.8.8}. */
    private static String jar(Class<?> library) {
        CodeSource source = library.getProtectionDomain().getCodeSource();
        return Path.of(source.getLocation().getPath()).getFileName().toString().replaceFirst("\\.jar$", "");
    }

    /** The kind that was started, on this machine, by each benchmark that needs one. */
    private static String server() {
        try (PostgresServer server = PostgresServer.started()) {
            return "Postgres %s (%s), on this machine".formatted(
                    server.query("show server_version").get(0).get(0), server.kind().name().toLowerCase(Locale.ROOT));
        }
    }

    /** How busy the machine was: 1 for a benchmark of one thread that had it to itself. */
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
