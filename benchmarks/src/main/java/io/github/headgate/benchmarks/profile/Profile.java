package io.github.headgate.benchmarks.profile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.summingDouble;

import io.github.headgate.benchmarks.peers.Command;
import io.github.headgate.benchmarks.peers.Contender;
import io.github.headgate.benchmarks.peers.Peer;
import io.github.headgate.benchmarks.peers.PeerProcess;
import io.github.headgate.benchmarks.peers.Programs;
import io.github.headgate.benchmarks.peers.Sample;
import io.github.headgate.benchmarks.peers.Target;
import io.github.headgate.benchmarks.peers.Work;
import io.github.headgate.benchmarks.report.MarkdownTable;
import io.github.headgate.benchmarks.report.Page;
import io.github.headgate.testkit.PostgresServer;
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import reactor.core.publisher.Mono;

/**
 * The page of where the time goes of one row by its key, 64 in flight: Headgate's, and beside it r2dbc-pool's, alone and
 * with retry and timeout.
 */
public final class Profile {

    private static final List<Contender> CONTENDERS = List.of(Peer.HEADGATE, Peer.PLAIN, Peer.GUARDED);
    private static final List<Class<?>> LIBRARIES = List.of(Mono.class, PostgresqlConnection.class,
            ConnectionPool.class);
    private static final Duration WARM_UP = Duration.ofSeconds(20);
    private static final Duration TIME = Duration.ofSeconds(12);
    private static final Duration RECORDED = Duration.ofSeconds(8);
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final int CALLERS = 64;
    private static final int METHODS = 30;

    private Profile() {}

    /** What one client did while it was looked at. */
    private record Look(Contender contender, Sample sample, List<Share> shares) {

        Map<Part, Double> parts() {
            return shares.stream().collect(groupingBy(Share::part, summingDouble(Share::percent)));
        }

        String micros(double percent) {
            return String.format(Locale.ROOT, "%.2f µs", sample.processor() * percent / 100);
        }
    }

    /**
     * Measures by {@code perf}, for two minutes.
     *
     * @return the page
     * @throws IOException if {@code perf} fails
     * @throws IllegalStateException if there is none
     */
    public static Path write(Path pages, Path scratch) throws IOException {
        Programs.found("perf", Stream.empty())
                .orElseThrow(() -> new IllegalStateException("a profile needs perf on the path (Debian: linux-perf)"));
        try (PostgresServer server = PostgresServer.started()) {
            Work.SCHEMA.forEach(server::execute);
            List<Look> looks = new ArrayList<>();
            for (Contender contender : CONTENDERS) {
                looks.add(look(contender, server, scratch));
            }
            return new Page("profile", "-Dbench=profile", body(looks), LIBRARIES).write(pages);
        }
    }

    private static Look look(Contender contender, PostgresServer server, Path scratch) throws IOException {
        System.out.println(contender.label() + ": warming up, then recording");
        try (PeerProcess process = PeerProcess.start(contender, Target.of(server), scratch)) {
            process.ask(Command.open(Contender.POOL), Integer.class, LIMIT);
            process.ask(Command.loop(Work.ROW, CALLERS, WARM_UP.toMillis()), Sample.class, LIMIT);
            CompletableFuture<Sample> sample = CompletableFuture.supplyAsync(() -> process.ask(
                    Command.loop(Work.ROW, CALLERS, TIME.toMillis()), Sample.class, LIMIT));
            String data = scratch.resolve(contender.id() + ".perf").toString();
            run("perf", "record", "-q", "-e", "cpu-clock", "-F", "999", "-o", data, "-p", String.valueOf(process.pid()),
                    "--", "sleep", String.valueOf(RECORDED.toSeconds()));
            run(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), String.valueOf(process.pid()),
                    "Compiler.perfmap"); // else its methods have no names
            String printed = run("perf", "report", "-i", data, "--no-children", "--sort", "symbol", "-w", "0,300");
            return new Look(contender, sample.join(), Share.read(printed));
        }
    }

    private static String run(String... command) throws IOException {
        Path errors = Files.createTempFile("headgate-profile", ".log");
        Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
        String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
        int status = process.onExit().join().exitValue();
        if (status != 0) {
            throw new IOException(command[0] + " has failed with " + status + "; it has printed to " + errors);
        }
        Files.delete(errors);
        return printed;
    }

    private static String body(List<Look> looks) {
        return """
                Processor time of the client for one row by its key, 64 in flight, a pool of 10: self time, by `perf` at 999 Hz for
                %d s, after %d s of warm-up.

                %s

                The %d methods with the most self time, the kernel's and the JVM's left out:

                %s
                """.formatted(RECORDED.toSeconds(), WARM_UP.toSeconds(), parts(looks), METHODS,
                looks.stream().map(Profile::methods).collect(Collectors.joining("\n\n")));
    }

    private static String parts(List<Look> looks) {
        MarkdownTable table = MarkdownTable.of(1, Stream.concat(Stream.of("part"),
                looks.stream().map(look -> look.contender().label())).toList());
        Arrays.stream(Part.values())
                .forEach(part -> table.add(Stream.concat(Stream.of(part.label()),
                        looks.stream().map(look -> look.micros(look.parts().getOrDefault(part, 0.0)))).toList()));
        table.add(Stream.concat(Stream.of("all"), looks.stream().map(look -> look.micros(100))).toList());
        return table.toString();
    }

    private static String methods(Look look) {
        MarkdownTable table = MarkdownTable.of(1, List.of(look.contender().label(), "self time for one operation"));
        look.shares()
                .stream()
                .filter(share -> share.part() != Part.KERNEL && share.part() != Part.MACHINE)
                .limit(METHODS)
                .forEach(share -> table.add("`" + share.method() + "`", look.micros(share.percent())));
        return table.toString();
    }
}
