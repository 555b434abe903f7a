package io.github.headgate.demo;

import io.github.headgate.demo.Client.Answer;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Asks a client for its health again and again, waiting for no answer before the next question, until disposed. */
final class HealthWatch implements Disposable {

    private static final int QUESTIONS_AT_ONCE = 100;
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Queue<Reading> readings = new ConcurrentLinkedQueue<>();
    private final Sinks.Empty<Void> up = Sinks.empty();
    private final Disposable asking;

    HealthWatch(Client client, Duration every) {
        this.asking = Flux.interval(Duration.ZERO, every)
                .onBackpressureDrop()
                .flatMap(tick -> reading(client), QUESTIONS_AT_ONCE)
                .subscribe(this::note);
    }

    /**
     * An answer.
     *
     * @param asked in nanoseconds of {@link System#nanoTime()}
     * @param at when it was given, likewise
     */
    record Reading(long asked, long at, Answer answer) {}

    /** Returns when the client has first said that it is up. */
    void awaitUp() {
        up.asMono().block(LIMIT);
    }

    List<Reading> readings() {
        return List.copyOf(readings);
    }

    @Override
    public void dispose() {
        asking.dispose();
    }

    private void note(Reading reading) {
        readings.add(reading);
        if (reading.answer() == Answer.UP) {
            up.tryEmitEmpty(); // fails from the second time on, as it may
        }
    }

    private static Mono<Reading> reading(Client client) {
        return Mono.defer(() -> {
            long asked = System.nanoTime();
            return client.health().map(answer -> new Reading(asked, System.nanoTime(), answer));
        });
    }
}
