package io.github.headgate.reactor;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** An opener whose attempts end as told, and which counts them. What nothing was told of stays open-ended. */
final class Door implements Opener<String> {

    private final Queue<Mono<String>> script = new ArrayDeque<>();
    private final AtomicInteger attempts = new AtomicInteger();
    private final AtomicInteger cancelled = new AtomicInteger();
    private final List<String> retired = new ArrayList<>();
    private final Sinks.One<String> hanging = Sinks.one();

    @Override
    public synchronized Mono<String> open(long generation, int attempt) {
        attempts.incrementAndGet();
        Mono<String> next = script.isEmpty() ? hanging.asMono() : script.remove();
        return next.doOnCancel(cancelled::incrementAndGet);
    }

    synchronized Door opens(String value) {
        script.add(Mono.just(value));
        return this;
    }

    synchronized Door fails(Throwable failure) {
        script.add(Mono.error(failure));
        return this;
    }

    synchronized Door fails(int times, Throwable failure) {
        for (int i = 0; i < times; i++) {
            fails(failure);
        }
        return this;
    }

    /** Ends the attempt that hangs. */
    void letOpen(String value) {
        hanging.tryEmitValue(value).orThrow();
    }

    synchronized Mono<Void> retire(String value) {
        return Mono.fromRunnable(() -> retired.add(value));
    }

    int attempts() {
        return attempts.get();
    }

    int cancelled() {
        return cancelled.get();
    }

    synchronized List<String> retired() {
        return List.copyOf(retired);
    }
}
