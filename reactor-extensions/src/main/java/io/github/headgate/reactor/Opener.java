package io.github.headgate.reactor;

import reactor.core.publisher.Mono;

/** Opens the resource behind a {@link ReadySignal}. */
@FunctionalInterface
public interface Opener<T> {

    /**
     * Returns one attempt, which emits the open and proved resource, or fails. It is subscribed once, never beside
     * another attempt, and cancelled only when the signal is closed; what it opens after that cancel it must close
     * itself. It has to end in bounded time, for the signal sets it no limit of its own.
     *
     * @param generation the number that the resource will carry
     * @param attempt counted from 1 in each generation
     */
    Mono<T> open(long generation, int attempt);
}
