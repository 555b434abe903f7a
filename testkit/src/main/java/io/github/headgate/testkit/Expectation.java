package io.github.headgate.testkit;

import static java.util.Objects.requireNonNull;

import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What a test expects of a step or of a state; {@link Transitions} and {@link Snapshots} make them.
 *
 * <p>As a {@link Consumer} it fails with what was expected and what was seen, so it goes where a test asserts:
 * {@code StepVerifier}'s {@code assertNext}, AssertJ's {@code satisfies}. As a {@link Predicate} it only answers, so it
 * goes where a test or a pipeline chooses: {@code thenConsumeWhile}, {@code filter}, {@code takeUntil}.
 *
 * <p>Immutable and safe for use by many threads.
 */
public final class Expectation<T> implements Predicate<T>, Consumer<T> {

    private final String expected;
    private final Predicate<T> met;
    private final Function<T, String> seen;

    /**
     * @param expected what it is, as a message names it
     * @param seen puts into words what was there instead
     */
    Expectation(String expected, Predicate<T> met, Function<T, String> seen) {
        this.expected = expected;
        this.met = met;
        this.seen = seen;
    }

    @Override
    public boolean test(T value) {
        return met.test(requireNonNull(value, "value"));
    }

    /**
     * Does nothing if the value is what is expected.
     *
     * @throws AssertionError if it is not, with both in the message
     */
    @Override
    public void accept(T value) {
        if (!test(value)) {
            throw new AssertionError("expected " + this + ", was " + seen.apply(value));
        }
    }

    /** What is expected. */
    @Override
    public String toString() {
        return expected;
    }
}
