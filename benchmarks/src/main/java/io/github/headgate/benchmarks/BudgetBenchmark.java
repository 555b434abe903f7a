package io.github.headgate.benchmarks;

import io.github.headgate.reactor.RetryBudget;
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
 * What does a query pay to the retry budget?
 *
 * <p>{@link #succeeded} is the answer: nothing is taken while nothing fails. {@link #retried} is a failure with its ten
 * successes.
 *
 * <p>It takes half a minute.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class BudgetBenchmark {

    private static final int SUCCESSES = 10; // that pay for a retry

    private final RetryBudget budget = RetryBudget.of(100);

    /** A query that has succeeded, while the bucket is full. */
    @Benchmark
    public void succeeded() {
        budget.succeeded();
    }

    /** A retry, and the successes that fill the bucket again. */
    @Benchmark
    public boolean retried() {
        boolean taken = budget.tryTake();
        for (int success = 0; success < SUCCESSES; success++) {
            budget.succeeded();
        }
        return taken;
    }
}
