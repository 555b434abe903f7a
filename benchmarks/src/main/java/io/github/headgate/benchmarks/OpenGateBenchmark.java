package io.github.headgate.benchmarks;

import io.github.headgate.reactor.ReadySignal;
import io.github.headgate.reactor.ReadySignalOptions;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * What does a query pay for the gate when it is open?
 *
 * <p>{@link #gated} less {@link #bare} is the answer: the same request, with and without the wait for an engine that is
 * ready. {@link #ready} is the signal alone. Each is assembled and subscribed anew, as for each query.
 *
 * <p>{@code ./mvnw -q -Pbench} runs it in a minute.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class OpenGateBenchmark {

    private static final String REQUEST = "select 1";

    private final ReadySignal<String> signal = new ReadySignal<>(ReadySignalOptions
            .<String>builder((generation, attempt) -> Mono.just("engine"), Schedulers.parallel())
            .build());

    /** Opens the gate. */
    @Setup
    public void open() {
        signal.ready().block();
    }

    /** Closes it. */
    @TearDown
    public void close() {
        signal.close().block();
    }

    /** A request without a gate. */
    @Benchmark
    public void bare(Blackhole blackhole) {
        Mono.just(REQUEST)
                .subscribe(blackhole::consume);
    }

    /** A request that asks the gate first. */
    @Benchmark
    public void gated(Blackhole blackhole) {
        Mono.just(REQUEST)
                .delayUntil(request -> signal.ready())
                .subscribe(blackhole::consume);
    }

    /** The gate alone. */
    @Benchmark
    public void ready(Blackhole blackhole) {
        signal.ready()
                .subscribe(blackhole::consume);
    }
}
