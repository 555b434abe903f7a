package io.github.headgate.demo;

import java.time.Duration;
import reactor.core.publisher.Mono;

/** A client that a case is played on. It connects to nothing before it is first asked. */
public interface Client {

    /** What a client says of its own health. */
    enum Answer {
        UP, OPENING, DOWN
    }

    /** Runs a read. Completes with the end of its rows, or fails, when {@code deadline} has passed at the latest. */
    Mono<Void> query(String sql, Duration deadline);

    /** Emits one answer, and never fails. */
    Mono<Answer> health();

    Mono<Void> close();
}
