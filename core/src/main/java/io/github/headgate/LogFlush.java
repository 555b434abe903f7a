package io.github.headgate;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Flushes the server's log for many at once. A flush covers what was written before it began, so whoever comes while one
 * is under way waits for the next, together with all others who do.
 */
final class LogFlush {

    private final Mono<Void> flush;
    private @Nullable Mono<Void> running; // guarded by this, as the next
    private @Nullable Mono<Void> next;

    /**
     * @param flush one flush, cold
     */
    LogFlush(Mono<Void> flush) {
        this.flush = flush;
    }

    /** Completes when all is flushed that was written before the subscription. Once begun it goes on. */
    Mono<Void> flushed() {
        return Mono.defer(this::joined);
    }

    private synchronized Mono<Void> joined() {
        if (running == null) {
            running = after(Mono.empty());
            return running;
        }
        if (next == null) {
            next = after(running.onErrorComplete());
        }
        return next;
    }

    private Mono<Void> after(Mono<Void> before) {
        return before
                .then(flush)
                .doOnTerminate(this::over) // before the next begins
                .cache();
    }

    private synchronized void over() {
        running = next;
        next = null;
    }
}
