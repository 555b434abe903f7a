package io.github.headgate.benchmarks;

import io.github.headgate.reactor.ReadySignal;
import io.github.headgate.reactor.ReadySignalOptions;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

/**
 * What does one of many pay who wait at a closed gate: until they are let in, and until they leave?
 *
 * <p>The figures are for one waiter. That they are alike for a thousand and for a hundred thousand shows that the time is
 * linear.
 *
 * <p>It takes two minutes.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ClosedGateBenchmark {

    private static final int FEW = 1_000;
    private static final int MANY = 100_000;

    /** A thousand, let in when the engine is ready. */
    @Benchmark
    @OperationsPerInvocation(FEW)
    public void fewEnter(Blackhole blackhole) {
        enter(FEW, blackhole);
    }

    /** A hundred thousand, let in when the engine is ready. */
    @Benchmark
    @OperationsPerInvocation(MANY)
    public void manyEnter(Blackhole blackhole) {
        enter(MANY, blackhole);
    }

    /** A thousand, who leave in the order in which they came. */
    @Benchmark
    @OperationsPerInvocation(FEW)
    public void fewLeave() {
        leave(FEW);
    }

    /** A hundred thousand, who leave in the order in which they came. */
    @Benchmark
    @OperationsPerInvocation(MANY)
    public void manyLeave() {
        leave(MANY);
    }

    private static void enter(int waiters, Blackhole blackhole) {
        Sinks.One<String> engine = Sinks.one();
        ReadySignal<String> signal = signal(engine.asMono());
        waiting(signal, waiters, blackhole::consume);
        engine.tryEmitValue("engine");
        signal.close().block();
    }

    private static void leave(int waiters) {
        ReadySignal<String> signal = signal(Mono.never());
        for (Disposable waiting : waiting(signal, waiters, ready -> {})) {
            waiting.dispose();
        }
        signal.close().block();
    }

    private static ReadySignal<String> signal(Mono<String> engine) {
        return new ReadySignal<>(ReadySignalOptions
                .<String>builder((generation, attempt) -> engine, Schedulers.parallel())
                .build());
    }

    private static Disposable[] waiting(ReadySignal<String> signal, int waiters, Consumer<Object> ready) {
        Disposable[] waiting = new Disposable[waiters];
        for (int waiter = 0; waiter < waiters; waiter++) {
            waiting[waiter] = signal.ready().subscribe(ready);
        }
        return waiting;
    }
}
