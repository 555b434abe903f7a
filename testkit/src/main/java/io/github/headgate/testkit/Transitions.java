package io.github.headgate.testkit;

import static io.github.headgate.reactor.Transition.Kind.ATTEMPT_FAILED;
import static io.github.headgate.reactor.Transition.Kind.CLOSED;
import static io.github.headgate.reactor.Transition.Kind.COLD;
import static io.github.headgate.reactor.Transition.Kind.LOST;
import static io.github.headgate.reactor.Transition.Kind.OPENING;
import static io.github.headgate.reactor.Transition.Kind.READY;
import static io.github.headgate.reactor.Transition.Kind.REFUSED;

import io.github.headgate.reactor.Transition;
import io.github.headgate.reactor.Transition.Kind;

/**
 * What a test expects of the steps of a client, or of any {@code ReadySignal}. They are named as {@link Kind}s are.
 *
 * <p>Steps are hot, so subscribe first, and do in a {@code then} what brings them about:
 *
 * <pre>{@code
 * StepVerifier.create(client.transitions())
 *         .then(() -> server.restart(Shutdown.IMMEDIATE))
 *         .assertNext(lost(1))
 *         .assertNext(opening(2))
 *         .thenConsumeWhile(attemptFailed()) // as many as it takes
 *         .assertNext(ready(2))
 *         .thenCancel()
 *         .verify(Duration.ofSeconds(30));
 * }</pre>
 */
public final class Transitions {

    private Transitions() {}

    /** The first attempt at this generation begins. */
    public static Expectation<Transition> opening(long generation) {
        return of(OPENING, generation);
    }

    /** An attempt at whatever generation failed. */
    public static Expectation<Transition> attemptFailed() {
        return of(ATTEMPT_FAILED);
    }

    /**
     * This attempt failed.
     *
     * @param attempt counted from 1 in each generation
     * @throws IllegalArgumentException if less than 1
     */
    public static Expectation<Transition> attemptFailed(int attempt) {
        Numbers.requireCounted(attempt, "attempt");
        return new Expectation<>(ATTEMPT_FAILED + " at attempt " + attempt,
                step -> step.kind() == ATTEMPT_FAILED && step.attempt() == attempt, Transitions::words);
    }

    /** An attempt failed, and so would each that changes nothing; callers are told so. */
    public static Expectation<Transition> refused() {
        return of(REFUSED);
    }

    /** A generation is open, whichever. */
    public static Expectation<Transition> ready() {
        return of(READY);
    }

    /** This generation is open. */
    public static Expectation<Transition> ready(long generation) {
        return of(READY, generation);
    }

    /** This generation was lost. */
    public static Expectation<Transition> lost(long generation) {
        return of(LOST, generation);
    }

    /** Nothing is open, nor opened before somebody asks. */
    public static Expectation<Transition> cold() {
        return of(COLD);
    }

    /** Closed for good. */
    public static Expectation<Transition> closed() {
        return of(CLOSED);
    }

    private static Expectation<Transition> of(Kind kind) {
        return new Expectation<>(kind.name(), step -> step.kind() == kind, Transitions::words);
    }

    private static Expectation<Transition> of(Kind kind, long generation) {
        Numbers.requireCounted(generation, "generation");
        return new Expectation<>(kind + " of generation " + generation,
                step -> step.kind() == kind && step.generation() == generation, Transitions::words);
    }

    private static String words(Transition step) {
        String attempt = step.attempt() == 0 ? "" : " at attempt " + step.attempt();
        String cause = step.cause().map(failure -> ": " + failure).orElse("");
        return step.kind() + " of generation " + step.generation() + attempt
                + " after " + step.after().toMillis() + " ms" + cause;
    }
}
