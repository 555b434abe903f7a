package io.github.headgate;

import static java.util.Objects.requireNonNull;

/**
 * What is to be judged.
 *
 * @param cause what the driver, the pool or the server signalled
 * @param phase how far the operation had come
 * @param verdict how it is judged unless overridden
 */
public record Failure(Throwable cause, Phase phase, Verdict verdict) {

    public Failure {
        requireNonNull(cause, "cause");
        requireNonNull(phase, "phase");
        requireNonNull(verdict, "verdict");
    }
}
