package io.github.headgate.benchmarks.throughput;

import io.github.headgate.benchmarks.peers.Contender;
import io.github.headgate.benchmarks.peers.PeerProcess;
import io.github.headgate.benchmarks.peers.Target;
import io.github.headgate.benchmarks.peers.Work;
import io.github.headgate.benchmarks.peers.Wrk;
import io.github.headgate.testkit.PostgresServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Measures the contenders of a plan at each of its points, in {@link Rounds}. All of them are there all the time, idle but
 * for one.
 */
final class Throughput implements AutoCloseable {

    private static final String CONNECTIONS = "300"; // so that all contenders can stay connected

    private final Plan plan;
    private final Progress progress;
    private final PostgresServer server;
    private final List<Measurer> measurers = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    private Throughput(Plan plan, Progress progress, PostgresServer server) {
        this.plan = plan;
        this.progress = progress;
        this.server = server;
    }

    /**
     * What came out.
     *
     * @param notes who was left out, and what else one has to know
     */
    record Outcome(List<Measured> measured, List<String> notes) {}

    /**
     * @param scratch a directory for logs and scripts
     */
    static Outcome of(Plan plan, Progress progress, Path scratch) {
        PostgresServer server = PostgresServer.builder().setting("max_connections", CONNECTIONS).start();
        try (Throughput throughput = new Throughput(plan, progress, server)) {
            Work.SCHEMA.forEach(server::execute);
            List<Point> points = throughput.points();
            if (!points.isEmpty()) {
                throughput.start(scratch);
            }
            return new Outcome(throughput.rounds().measured(points), throughput.notes);
        }
    }

    private Rounds rounds() {
        return new Rounds(plan, progress, measurers, () -> server.execute(Work.EMPTIED), this::note);
    }

    private void note(String note) {
        progress.tell(note);
        notes.add(note);
    }

    private void start(Path scratch) {
        Target target = Target.of(server);
        plan.contenders().stream().map(PeerProcess::noteOfJdk).flatMap(Optional::stream).forEach(this::note);
        plan.contenders()
                .stream()
                .filter(PeerProcess::canRun)
                .forEach(contender -> start(contender, target, scratch));
        if (plan.limit()) {
            Optional<Path> pgbench = Pgbench.found();
            pgbench.ifPresentOrElse(program -> measurers.add(Pgbench.of(program, target, scratch)),
                    () -> note("pgbench is left out, since it was not found (Debian: postgresql-contrib)."));
        }
    }

    private void start(Contender contender, Target target, Path scratch) {
        try {
            measurers.add(ContenderMeasurer.start(contender, target, scratch));
        } catch (RuntimeException failure) {
            note(contender.label() + " is left out, since it could not be started: " + failure.getMessage());
        }
    }

    private List<Point> points() {
        boolean overHttp = Wrk.found().isPresent();
        if (!overHttp && plan.points().stream().anyMatch(point -> point.work() == Work.ENDPOINT)) {
            note("The endpoint is left out, since wrk was not found (Debian: wrk).");
        }
        return plan.points().stream().filter(point -> overHttp || point.work() != Work.ENDPOINT).toList();
    }

    @Override
    public void close() {
        measurers.forEach(Measurer::close);
        server.close();
    }
}
