package io.github.headgate.demo.page;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Callers of one lane, who come at a steady pace whether the ones before them were answered or not, and a probe that asks
 * for its health. They come with the start of the application, and leave before the clients are told to end.
 */
final class Load implements SmartLifecycle {

    private static final Duration CALLER_EVERY = Duration.ofMillis(50);
    private static final Duration PROBE_EVERY = Duration.ofMillis(500);
    private static final int AT_ONCE = 1_000; // far more than come within a deadline

    private final Lane lane;
    private final Tape<Query> queries = new Tape<>();
    private final Tape<Reading> health = new Tape<>();
    private final Map<Query.Ending, Long> totals = new EnumMap<>(Query.Ending.class); // used by frames alone
    private final Mono<Void> warm;
    private final Disposable.Swap running = Disposables.swap();

    /** The first comes when both lanes are warm, so that neither is judged by the start of a JVM. */
    Load(Lane lane, Mono<Void> warm) {
        this.lane = lane;
        this.warm = warm;
    }

    @Override
    public void start() {
        running.replace(warm
                .thenMany(Flux.merge(callers(), probes()))
                .subscribe());
    }

    @Override
    public void stop() {
        running.dispose();
    }

    @Override
    public boolean isRunning() {
        return running.get() != null && !running.isDisposed();
    }

    private Flux<Query> callers() {
        return Flux.interval(CALLER_EVERY)
                .onBackpressureDrop()
                .flatMap(this::query, AT_ONCE)
                .doOnNext(queries::add);
    }

    private Flux<Reading> probes() {
        return Flux.interval(Duration.ZERO, PROBE_EVERY)
                .onBackpressureDrop()
                .flatMap(tick -> reading(), AT_ONCE)
                .doOnNext(health::add);
    }

    /** What is so, and what has happened since the last view. Called by one thread at a time. */
    Frame.View view() {
        List<Query> ended = queries.taken();
        ended.forEach(query -> totals.merge(query.ending(), 1L, Long::sum));
        return new Frame.View(lane.name(), lane.connections(), Map.copyOf(totals), ended, health.taken());
    }

    private Mono<Query> query(long number) {
        return Mono.defer(() -> {
            Task task = Task.numbered(number, lane.firstAccount());
            long begun = System.nanoTime();
            boolean waits = lane.waits();
            AtomicInteger attempts = new AtomicInteger();
            return lane.run(task, attempts::incrementAndGet)
                    .then(Mono.fromSupplier(() -> Query.ending(waits, attempts.get())))
                    .map(ending -> ended(task, begun, attempts.get(), ending, Optional.empty()))
                    .onErrorResume(failure -> Mono.just(ended(task, begun, attempts.get(), Query.Ending.FAILED,
                            Optional.of(Failure.line(failure)))));
        });
    }

    private static Query ended(
            Task task, long begun, int attempts, Query.Ending ending, Optional<String> failure) {
        return new Query(System.currentTimeMillis(), task.kind(), since(begun), attempts, ending, failure);
    }

    private Mono<Reading> reading() {
        return Mono.defer(() -> {
            long begun = System.nanoTime();
            return lane.health()
                    .map(answer -> new Reading(System.currentTimeMillis(), answer, since(begun)));
        });
    }

    private static double since(long begun) {
        return (System.nanoTime() - begun) / 1e6;
    }
}
