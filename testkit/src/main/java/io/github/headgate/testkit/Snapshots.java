package io.github.headgate.testkit;

import static io.github.headgate.reactor.Readiness.State.CLOSED;
import static io.github.headgate.reactor.Readiness.State.COLD;
import static io.github.headgate.reactor.Readiness.State.OPENING;
import static io.github.headgate.reactor.Readiness.State.READY;
import static io.github.headgate.reactor.Readiness.State.REFUSED;

import io.github.headgate.reactor.Readiness;
import io.github.headgate.reactor.Readiness.State;

/**
 * What a test expects of where a client stands, or any {@code ReadySignal}:
 *
 * <pre>{@code
 * assertThat(client.snapshot().readiness()).satisfies(isReady(2));
 * }</pre>
 *
 * <p>A snapshot is one moment: ask for it when what was to happen has happened, such as after a query that succeeded.
 */
public final class Snapshots {

    private Snapshots() {}

    /** Open, in whichever generation. */
    public static Expectation<Readiness> isReady() {
        return of(READY);
    }

    /**
     * Open in this generation.
     *
     * @throws IllegalArgumentException if less than 1
     */
    public static Expectation<Readiness> isReady(long generation) {
        Numbers.requireCounted(generation, "generation");
        return new Expectation<>(READY + " of generation " + generation,
                now -> now.state() == READY && now.generation() == generation, Snapshots::words);
    }

    /** Being opened: attempts are under way. */
    public static Expectation<Readiness> isOpening() {
        return of(OPENING);
    }

    /** The last attempt was refused for good, and callers are told so. */
    public static Expectation<Readiness> isRefused() {
        return of(REFUSED);
    }

    /** Nothing is open, nor opened before somebody asks. */
    public static Expectation<Readiness> isCold() {
        return of(COLD);
    }

    /** Closed for good. */
    public static Expectation<Readiness> isClosed() {
        return of(CLOSED);
    }

    private static Expectation<Readiness> of(State state) {
        return new Expectation<>(state.name(), now -> now.state() == state, Snapshots::words);
    }

    /** A state as a sentence of a test's failure has it. */
    static String words(Readiness now) {
        String failure = now.lastFailure().map(last -> ", the last failure " + last).orElse("");
        return now.state() + " of generation " + now.generation() + " for " + now.since().toMillis() + " ms ("
                + now.attempts() + " attempts ended, " + now.waiters() + " waiting" + failure + ")";
    }
}
