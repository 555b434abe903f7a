package io.github.headgate.benchmarks.throughput;

import io.github.headgate.benchmarks.peers.Contender;
import io.github.headgate.benchmarks.peers.Limit;
import io.github.headgate.benchmarks.peers.Peer;
import io.github.headgate.benchmarks.peers.Setting;
import io.github.headgate.benchmarks.peers.Work;
import io.github.headgate.benchmarks.report.Chart;
import io.github.headgate.benchmarks.report.Form;
import io.github.headgate.benchmarks.report.Page;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** A page of throughput, by its name. */
public final class SideBySide {

    private static final List<Point> OTHERS = List.of(
            new Point(Work.ROWS, 16), new Point(Work.INSERT, 64), new Point(Work.TRANSACTION, 64));
    private static final List<Point> FEW = Stream.concat(
            Stream.of(new Point(Work.ROW, 1), new Point(Work.ROW, 64)), OTHERS.stream()).toList();

    private static final List<Contender> REFERENCES = List.of(Peer.PLAIN, Peer.TUNED, Peer.GUARDED);

    private static final Duration START = Duration.ofSeconds(30); // what comes once in 10 s has come three times
    private static final Duration WEB_START = Duration.ofSeconds(45);

    private static final String CLIENTS = """
            Where nothing else is said, a client has its defaults, but for the size of its pool; Vert.x's statement cache, which is
            on as the others'; and jasync's executor, which has as many threads as there are processors: its default, Java's
            common pool, is not used where these are two. Retry and timeout are around one `Mono` for each operation,
            `.timeout(4 s).retryWhen(Retry.backoff(3, 50 ms))`: 4 s for each of four attempts, since one limit around them all would
            end what hangs without a retry. Tuned is r2dbc-pool set up as Headgate sets its own up, on as many event loops.""";
    private static final String LIMIT = """
            Where it is measured, R2DBC Postgres alone are ten connections, handed from caller to caller by plain calls: what that takes, any pool on this
            driver takes, and its own work besides.

            pgbench sends a statement when it has the answer to the one before, one a round trip, on ten connections at most: a
            limit for the clients that do so too, and not for Vert.x when it pipelines.""";
    private static final String SETTINGS = """
            Each is r2dbc-pool with its defaults and one thing set otherwise, or Headgate with its defaults on so many event loops.""";

    private final String name;
    private final String command;
    private final Plan plan;
    private final String setUp;

    private SideBySide(String name, String command, Plan plan, String setUp) {
        this.name = name;
        this.command = command;
        this.plan = plan;
        this.setUp = setUp;
    }

    /**
     * The clients that somebody could have picked.
     *
     * @param peers ids, empty for all
     * @param points ids, empty for all
     * @throws IllegalArgumentException if one of them is not known
     */
    public static SideBySide ofPeers(Form form, List<String> peers, List<String> points) {
        Plan plan = plan(form, contenders(form, peers), REFERENCES, points(points, form == Form.QUICK ? FEW : all()),
                true, START);
        return new SideBySide("throughput", form.command("throughput", peers, points), plan,
                CLIENTS + "\n\n" + LIMIT);
    }

    /** With their limit in the full form: the quick one has no time for it, and a limit that is not warm is none. */
    private static List<Contender> contenders(Form form, List<String> peers) {
        Stream<Contender> limit = form == Form.QUICK ? Stream.empty() : Stream.of(Limit.DRIVER);
        return Stream.concat(Peer.chosen(peers).stream(), limit).distinct().toList();
    }

    /** The same clients behind an endpoint of WebFlux, which takes a JVM longer to be warm. */
    public static SideBySide ofEndpoint(Form form, List<String> peers) {
        Plan plan = plan(form, Peer.chosen(peers), REFERENCES, List.of(new Point(Work.ENDPOINT, 64)), false,
                WEB_START);
        return new SideBySide("endpoint", form.command("endpoint", peers, List.of()), plan, CLIENTS);
    }

    /** r2dbc-pool and Headgate with one setting changed at a time. */
    public static SideBySide ofSettings(Form form, List<String> points) {
        Plan plan = plan(form, List.of(Setting.values()), List.of(Setting.DEFAULTS),
                points(points, Point.ofOneRow().subList(0, 3)), false, START);
        return new SideBySide("settings", form.command("settings", List.of(), points), plan, SETTINGS);
    }

    /**
     * @param start in the full form
     */
    private static Plan plan(
            Form form, List<Contender> contenders, List<Contender> references, List<Point> points, boolean limit,
            Duration start) {
        return form == Form.QUICK
                ? new Plan(contenders, references, points, limit, 3, Duration.ofSeconds(3),
                        Duration.ofSeconds(1), Duration.ofSeconds(1))
                : new Plan(contenders, references, points, limit, 7, start,
                        Duration.ofSeconds(2), Duration.ofSeconds(1));
    }

    private static List<Point> points(List<String> ids, List<Point> all) {
        return ids.isEmpty() ? all : ids.stream().map(Point::parse).toList();
    }

    private static List<Point> all() {
        return Stream.concat(Point.ofOneRow().stream(), OTHERS.stream()).toList();
    }

    /**
     * Measures, and tells on the screen how it goes.
     *
     * @param pages the directory for the page, its chart, and all samples as JSON
     * @param scratch the directory for logs and scripts
     * @return the page
     */
    public Path write(Path pages, Path scratch) throws IOException {
        Progress progress = new Progress(System.out, plan.duration());
        Throughput.Outcome outcome = Throughput.of(plan, progress, scratch);
        if (outcome.measured().isEmpty()) {
            throw new IllegalStateException("nothing could be measured, so no page is written");
        }
        ThroughputPage page = new ThroughputPage(plan, setUp, outcome);
        Page written = new Page(name, command, page.body(name + ".svg"), Peer.libraries());
        written.writeRaw(pages, outcome.measured());
        if (Chart.canBeDrawn()) {
            page.draw(name, pages.resolve(name + ".svg"));
        } else {
            progress.tell("left out, since this machine has no fonts (Debian: fonts-dejavu-core): the chart");
        }
        return written.write(pages);
    }
}
