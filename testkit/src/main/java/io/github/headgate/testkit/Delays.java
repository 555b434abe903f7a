package io.github.headgate.testkit;

import java.time.Duration;

import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** The pauses of a script. */
final class Delays {

    private Delays() {}

    /** Subscribes later; at once, on the same thread, if there is no delay. */
    static <T> Mono<T> before(Mono<T> work, Duration delay, Scheduler timer) {
        return delay.isZero()
                ? work
                : Mono.delay(delay, timer).then(work);
    }
}
