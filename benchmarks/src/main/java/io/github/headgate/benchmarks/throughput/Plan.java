package io.github.headgate.benchmarks.throughput;

import io.github.headgate.benchmarks.peers.Contender;
import java.time.Duration;
import java.util.List;

/**
 * What is to be measured.
 *
 * @param references those to which the others are put in relation
 * @param limit whether pgbench is measured too
 * @param rounds how often each contender is measured at each point
 * @param start of work for each contender, before anything is measured: a JVM takes its time to compile what it runs
 * @param warmUp for each contender, before the rounds of each point
 * @param time for each contender in each round
 */
record Plan(
        List<Contender> contenders, List<Contender> references, List<Point> points, boolean limit, int rounds,
        Duration start, Duration warmUp, Duration time) {

    Duration duration() {
        int measurers = contenders.size() + (limit ? 1 : 0);
        return warmUp.plus(time.multipliedBy(rounds))
                .multipliedBy(points.size())
                .plus(start)
                .multipliedBy(measurers);
    }
}
