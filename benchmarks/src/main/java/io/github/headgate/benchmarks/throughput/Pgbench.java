package io.github.headgate.benchmarks.throughput;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.headgate.benchmarks.peers.Contender;
import io.github.headgate.benchmarks.peers.Programs;
import io.github.headgate.benchmarks.peers.Sample;
import io.github.headgate.benchmarks.peers.Target;
import io.github.headgate.benchmarks.peers.Work;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What Postgres's own load generator does: the limit for whoever waits for the answer to a statement before he sends the
 * next one on that connection, as it does itself, within a transaction too. Who pipelines may do more. It has no pool, so
 * at most ten of its clients are let in.
 */
final class Pgbench implements Measurer {

    private static final Pattern RATE = Pattern.compile("(?m)^tps = ([0-9.]+) \\(without initial");

    private final Path program;
    private final Target target;
    private final Path scripts;

    private Pgbench(Path program, Target target, Path scripts) {
        this.program = program;
        this.target = target;
        this.scripts = scripts;
    }

    /** The newest of this machine: where Debian puts those of its Postgres versions, or on the path. */
    static Optional<Path> found() {
        Stream<Path> versions = list(Path.of("/usr/lib/postgresql"))
                .sorted((one, other) -> other.compareTo(one))
                .map(version -> version.resolve("bin"));
        return Programs.found("pgbench", versions);
    }

    private static Stream<Path> list(Path directory) {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.toList().stream();
        } catch (IOException e) {
            return Stream.empty();
        }
    }

    static Measurer of(Path program, Target target, Path scripts) {
        return new Pgbench(program, target, scripts);
    }

    @Override
    public String id() {
        return "pgbench";
    }

    @Override
    public String label() {
        return "pgbench (the limit where nothing is pipelined)";
    }

    @Override
    public boolean canDo(Work work) {
        return work != Work.ENDPOINT;
    }

    @Override
    public Sample measured(Point point, Duration time) {
        try {
            Process process = started(point, time);
            String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException("pgbench has failed: " + printed);
            }
            return new Sample(rate(printed), null, null, null, null, null, 0, null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private Process started(Point point, Duration time) throws IOException {
        Path script = Files.createDirectories(scripts).resolve(point.work() + ".sql");
        Files.writeString(script, "\\set key random(1, " + Work.KEYS + ")\n" + point.work().script());
        ProcessBuilder builder = new ProcessBuilder(program.toString(), "-n", "-M", "prepared",
                "-c", String.valueOf(Math.min(point.inFlight(), Contender.POOL)), "-j",
                String.valueOf(Math.min(point.inFlight(), 2)),
                "-T", String.valueOf(Math.max(1, time.toSeconds())), "-f", script.toString());
        builder.environment().putAll(target.libpq());
        return builder.redirectErrorStream(true).start();
    }

    /**
     * @throws IllegalStateException if there is none in what pgbench has printed
     */
    static double rate(String printed) {
        Matcher rate = RATE.matcher(printed);
        if (!rate.find()) {
            throw new IllegalStateException("no rate in what pgbench has printed: " + printed);
        }
        return Double.parseDouble(rate.group(1));
    }

    @Override
    public void close() {
        // each of its processes ends by itself
    }
}
