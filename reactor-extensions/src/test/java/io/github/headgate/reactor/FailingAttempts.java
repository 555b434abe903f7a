package io.github.headgate.reactor;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.publisher.Mono;

/** A source that fails with "attempt 1", "attempt 2" and so on, a new exception each time. */
final class FailingAttempts {

    private final AtomicInteger made = new AtomicInteger();

    int made() {
        return made.get();
    }

    Mono<String> mono() {
        return Mono.error(() -> new IOException("attempt " + made.incrementAndGet()));
    }

    Mono<String> succeedingAt(int attempt) {
        return Mono.defer(() -> made.get() + 1 == attempt ? Mono.just("row") : mono());
    }
}
