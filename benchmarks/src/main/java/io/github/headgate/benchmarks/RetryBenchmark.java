package io.github.headgate.benchmarks;

import io.github.headgate.reactor.BoundedRetry;
import java.time.Duration;
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
import org.openjdk.jmh.infra.Blackhole;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;
import reactor.util.retry.Retry;

/**
 * What does a query pay for its retry when it does not need one?
 *
 * <p>{@link #atTheFirstFailure} less {@link #bare} is the answer, as the client does it; {@link #fromTheStart} is the same
 * retry around every attempt, and {@link #backoff} Reactor's own. Each is assembled and subscribed anew, as for each
 * query.
 *
 * <p>It takes two minutes.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class RetryBenchmark {

    private final Flux<String> work = Flux.just("row").hide(); // else Reactor would leave out what it can

    private static BoundedRetry retry() {
        return BoundedRetry.builder(Schedulers.parallel()).build();
    }

    /** A query without a retry. */
    @Benchmark
    public void bare(Blackhole blackhole) {
        work.subscribe(blackhole::consume);
    }

    /** A query whose retry would be made at its first failure. */
    @Benchmark
    public void atTheFirstFailure(Blackhole blackhole) {
        BoundedRetry.onFailure(work, RetryBenchmark::retry)
                .subscribe(blackhole::consume);
    }

    /** A query whose retry is there from the start. */
    @Benchmark
    public void fromTheStart(Blackhole blackhole) {
        work.retryWhen(retry())
                .subscribe(blackhole::consume);
    }

    /** A query with Reactor's retry. */
    @Benchmark
    public void backoff(Blackhole blackhole) {
        work.retryWhen(Retry.backoff(3, Duration.ofMillis(50)))
                .subscribe(blackhole::consume);
    }
}
