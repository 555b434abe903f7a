package io.github.headgate.benchmarks.throughput;

import io.github.headgate.benchmarks.peers.Command;
import io.github.headgate.benchmarks.peers.Contender;
import io.github.headgate.benchmarks.peers.PeerProcess;
import io.github.headgate.benchmarks.peers.Sample;
import io.github.headgate.benchmarks.peers.Target;
import io.github.headgate.benchmarks.peers.Work;
import java.nio.file.Path;
import java.time.Duration;

/** A client, in its process. */
final class ContenderMeasurer implements Measurer {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final PeerProcess process;

    private ContenderMeasurer(PeerProcess process) {
        this.process = process;
    }

    static Measurer start(Contender contender, Target target, Path logs) {
        PeerProcess process = PeerProcess.start(contender, target, logs);
        try {
            process.ask(Command.open(Contender.POOL), Integer.class, PATIENCE);
            return new ContenderMeasurer(process);
        } catch (RuntimeException failure) {
            process.close();
            throw failure;
        }
    }

    @Override
    public String id() {
        return process.contender().id();
    }

    @Override
    public String label() {
        return process.contender().label();
    }

    @Override
    public boolean canDo(Work work) {
        return true;
    }

    @Override
    public Sample measured(Point point, Duration time) {
        Command loop = Command.loop(point.work(), point.inFlight(), time.toMillis());
        return process.ask(loop, Sample.class, time.plus(PATIENCE));
    }

    @Override
    public void close() {
        process.close();
    }
}
