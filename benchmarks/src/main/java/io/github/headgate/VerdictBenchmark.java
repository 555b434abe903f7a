package io.github.headgate;

import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How long does it take to judge a failure, of which there may be thousands at the moment at which a server goes?
 *
 * <p>In this package because the table of failures is not public.
 *
 * <p>It takes half a minute.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class VerdictBenchmark {

    private static final Situation EXECUTING = new Situation(Phase.EXECUTE, false);

    private final R2dbcException answered = new R2dbcNonTransientResourceException("terminating connection", "57P01");
    private final R2dbcException lost = new R2dbcNonTransientResourceException(
            "Connection reset", "08006", new IOException("Connection reset by peer"));

    /** The server has said why. */
    @Benchmark
    public Object answered() {
        return Failures.judge(answered, EXECUTING);
    }

    /** The connection is gone without a word. */
    @Benchmark
    public Object lost() {
        return Failures.judge(lost, EXECUTING);
    }
}
