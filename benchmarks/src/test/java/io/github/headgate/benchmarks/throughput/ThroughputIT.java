package io.github.headgate.benchmarks.throughput;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.headgate.benchmarks.peers.Contender;
import io.github.headgate.benchmarks.peers.Limit;
import io.github.headgate.benchmarks.peers.Peer;
import io.github.headgate.benchmarks.peers.Work;
import io.github.headgate.benchmarks.report.Chart;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each peer does each kind of work, and a page comes of it. How fast, no test can know. */
class ThroughputIT {

    private static final Duration SHORT = Duration.ofMillis(100);
    private static final List<Contender> PEERS = Stream.<Contender[]>of(Peer.values(), Limit.values())
            .flatMap(Stream::of)
            .toList();
    private static final List<Point> POINTS = List.of(
            new Point(Work.ROW, 4), new Point(Work.ROWS, 1), new Point(Work.INSERT, 4),
            new Point(Work.TRANSACTION, 16));

    @Test
    void measuresEachPeerAtEachPointInEachRound(@TempDir Path scratch) throws Exception {
        Plan plan = new Plan(PEERS, List.of(Peer.PLAIN), POINTS, false, 2, SHORT, SHORT, SHORT);

        Throughput.Outcome outcome = Throughput.of(plan, new Progress(System.out, plan.duration()), scratch);

        assertThat(outcome.measured())
                .hasSizeGreaterThanOrEqualTo((PEERS.size() - 1) * POINTS.size()) // one needs a newer JDK
                .allSatisfy(one -> assertThat(one.samples()).hasSize(2)
                        .allMatch(sample -> sample.operations() > 0 && sample.failures() == 0));
        ThroughputPage page = new ThroughputPage(plan, "Each with its defaults.", outcome);
        assertThat(page.body("chart.svg")).contains("## one row by its key, 4 in flight", "÷ r2dbc-pool");
        assumeThat(Chart.canBeDrawn()).isTrue();
        page.draw("chart", scratch.resolve("chart.svg"));
        assertThat(scratch.resolve("chart.svg")).content().contains("<svg");
    }
}
