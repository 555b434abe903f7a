package io.github.headgate.benchmarks;

import io.github.headgate.reactor.Deadline;
import io.github.headgate.reactor.DeadlineTicker;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * What does a query pay for its deadline when it is met?
 *
 * <p>{@link #ticker} less {@link #bare} is the answer, as the client does it; {@link #timeout} is Reactor's own operator,
 * and {@link #timer} a deadline with a timer of its own. Each is assembled and subscribed anew, as for each query.
 *
 * <p>It takes two minutes.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class DeadlineBenchmark {

    private static final Duration LIMIT = Duration.ofSeconds(4);

    private final DeadlineTicker ticker = DeadlineTicker.of(Schedulers.parallel(), Duration.ofMillis(5));
    private final Mono<String> work = Mono.just("row").hide(); // else Reactor would leave out what it can

    /** A query without a deadline. */
    @Benchmark
    public void bare(Blackhole blackhole) {
        work.subscribe(blackhole::consume);
    }

    /** A query with one on the client's ticker. */
    @Benchmark
    public void ticker(Blackhole blackhole) {
        Deadline.after(LIMIT, ticker)
                .bound(work, TimeoutException::new)
                .subscribe(blackhole::consume);
    }

    /** A query with one that has a timer of its own. */
    @Benchmark
    public void timer(Blackhole blackhole) {
        Deadline.after(LIMIT, Schedulers.parallel())
                .bound(work, TimeoutException::new)
                .subscribe(blackhole::consume);
    }

    /** A query with Reactor's timeout. */
    @Benchmark
    public void timeout(Blackhole blackhole) {
        work.timeout(LIMIT, Schedulers.parallel())
                .subscribe(blackhole::consume);
    }
}
