package io.github.headgate.benchmarks.throughput;

import io.github.headgate.benchmarks.peers.Contender;
import io.github.headgate.benchmarks.peers.PeerProcess;
import io.github.headgate.benchmarks.peers.Sample;
import io.github.headgate.benchmarks.peers.Target;
import io.github.headgate.benchmarks.peers.Work;
import io.github.headgate.benchmarks.peers.Wrk;
import io.github.headgate.testkit.PostgresServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * Measures the contenders of a plan at each of its points, in rounds, each in another order. All of them are there all
 * the time, idle but for one. One that fails is left out from there on, and the others go on.
 */
final class Throughput implements AutoCloseable {

    private static final int WARM = 64; // callers
    private static final String CONNECTIONS = "300"; // so that all contenders can stay connected

    private final Plan plan;
    private final Progress progress;
    private final PostgresServer server;
    private final List<Measurer> measurers = new ArrayList<>();
    private final Random chance = new Random(42); // the same in each run
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
                throughput.warmUp(points.get(0));
            }
            List<Measured> measured = points.stream()
                    .flatMap(point -> throughput.measured(point).stream())
                    .toList();
            return new Outcome(measured, throughput.notes);
        }
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

    private void warmUp(Point first) {
        Point warm = new Point(first.work(), WARM);
        List.copyOf(measurers).forEach(measurer -> sample(measurer, warm, plan.start(), "starting"));
    }

    private List<Measured> measured(Point point) {
        able(point).forEach(measurer -> sample(measurer, point, plan.warmUp(), "warming up"));
        Map<Measurer, List<Sample>> samples = new LinkedHashMap<>();
        able(point).forEach(measurer -> samples.put(measurer, new ArrayList<>()));
        Turns<Measurer> turns = new Turns<>(samples.keySet(), chance);
        for (int round = 0; round < plan.rounds(); round++) {
            String stage = "round " + (round + 1) + " of " + plan.rounds();
            turns.next(able(point))
                    .forEach(measurer -> sample(measurer, point, plan.time(), stage)
                            .ifPresent(samples.get(measurer)::add));
        }
        return able(point).stream()
                .map(measurer -> new Measured(point.id(), measurer.id(), measurer.label(), samples.get(measurer)))
                .toList();
    }

    /** Those that have not failed, and can do it. */
    private List<Measurer> able(Point point) {
        return measurers.stream().filter(measurer -> measurer.canDo(point.work())).toList();
    }

    /** Empty if it has failed: what failed was not measured. */
    private Optional<Sample> sample(Measurer measurer, Point point, Duration time, String stage) {
        server.execute(Work.EMPTIED);
        try {
            Sample sample = faultless(measurer.measured(point, time));
            progress.passed(time, "%s, %s: %s %,.0f/s".formatted(point.label(), stage, measurer.label(),
                    sample.operations()));
            return Optional.of(sample);
        } catch (RuntimeException failure) {
            note(measurer.label() + " has failed at " + point.label() + ", and is left out from there on: "
                    + failure.getMessage());
            measurers.remove(measurer);
            measurer.close();
            return Optional.empty();
        }
    }

    private static Sample faultless(Sample sample) {
        if (sample.failures() > 0) {
            throw new IllegalStateException(sample.failures() + " operations, first by: " + sample.failure());
        }
        return sample;
    }

    @Override
    public void close() {
        measurers.forEach(Measurer::close);
        server.close();
    }
}
