package io.github.headgate;

import java.time.Duration;
import reactor.core.publisher.Flux;

/** Waits for what a client connects to behind its first answer: the sentinel, and others for the pool. */
public final class Filled {

    private static final Duration LONG = Duration.ofSeconds(10);

    private Filled() {}

    /** Returns when the client has so many connections. */
    public static void await(HeadgateClient client, int connections) {
        Flux.interval(Duration.ofMillis(5))
                .takeUntil(tick -> client.snapshot().open() >= connections)
                .blockLast(LONG);
    }
}
