package io.github.headgate.demo;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The queries of one client in one case, and how each of them ended. */
final class Calls {

    private static final Duration LIMIT = Duration.ofSeconds(60); // far beyond any deadline here: a caller was lost

    private final Queue<Call> ended = new ConcurrentLinkedQueue<>();

    /** Makes calls one after the other, and returns when the last has ended. */
    List<Call> inTurn(int times, Mono<Void> query) {
        return ended(Flux.range(0, times)
                .concatMap(caller -> call(query))
                .collectList()
                .toFuture());
    }

    Call one(Mono<Void> query) {
        return inTurn(1, query).get(0);
    }

    /** Begins calls all at once. */
    CompletableFuture<List<Call>> begin(int callers, Mono<Void> query) {
        return Flux.range(0, callers)
                .flatMap(caller -> call(query), callers)
                .collectList()
                .toFuture();
    }

    CompletableFuture<Call> begin(Mono<Void> query) {
        return call(query).toFuture();
    }

    /** Begins callers which call again whenever they fail, and emits all of their calls. */
    CompletableFuture<List<Call>> beginUntilAnswered(int callers, Mono<Void> query) {
        return Flux.range(0, callers)
                .flatMap(caller -> call(query).repeat().takeUntil(Call::succeeded), callers)
                .collectList()
                .toFuture();
    }

    /** Waits for what was begun. */
    static <T> T ended(CompletableFuture<T> begun) {
        return Mono.fromFuture(begun).blockOptional(LIMIT).orElseThrow();
    }

    /** All calls that have ended. */
    List<Call> all() {
        return List.copyOf(ended);
    }

    private Mono<Call> call(Mono<Void> query) {
        return Mono.defer(() -> {
            long begun = System.nanoTime();
            return query
                    .then(Mono.fromSupplier(() -> Call.ended(begun, Optional.empty())))
                    .onErrorResume(failure -> Mono.just(Call.ended(begun, Optional.of(failure))))
                    .doOnNext(ended::add);
        });
    }
}
