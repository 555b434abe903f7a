package io.github.headgate.benchmarks.throughput;

import io.github.headgate.benchmarks.peers.Sample;
import io.github.headgate.benchmarks.peers.Work;
import java.time.Duration;

/** One that can be measured at a point. */
interface Measurer extends AutoCloseable {

    String id();

    String label();

    /** Whether it has a way to do that. */
    boolean canDo(Work work);

    Sample measured(Point point, Duration time);

    @Override
    void close();
}
