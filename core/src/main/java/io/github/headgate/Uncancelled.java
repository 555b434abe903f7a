package io.github.headgate;

import reactor.core.publisher.Mono;

/**
 * Answers to questions of our own, which are read to their end whoever waits for them: a row that comes while R2DBC
 * Postgres is being cancelled is released by nobody.
 */
final class Uncancelled {

    private Uncancelled() {}

    /** The same answer, cold, of which a cancel does not reach the driver. */
    static <T> Mono<T> of(Mono<T> answer) {
        return Mono.defer(answer::cache);
    }
}
