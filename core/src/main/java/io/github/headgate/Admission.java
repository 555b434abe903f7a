package io.github.headgate;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Counts the operations that run, and those of them that wait, and refuses what is too much or too late. */
final class Admission {

    private final HeadgateOptions options;
    private final Journal journal;
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger waiting = new AtomicInteger();
    private final Sinks.Empty<Void> idle = Sinks.empty();
    private volatile boolean closing;
    private volatile long lastExit;

    Admission(HeadgateOptions options, Journal journal) {
        this.options = options;
        this.journal = journal;
        this.lastExit = now();
    }

    int running() {
        return running.get();
    }

    int waiting() {
        return waiting.get();
    }

    /** How long no operation has run; zero while one does. */
    Duration idleFor() {
        return running.get() > 0 ? Duration.ZERO : Duration.ofNanos(now() - lastExit);
    }

    /**
     * Counts an operation in.
     *
     * @throws ClientClosedException if the client takes no more
     */
    void enter() {
        running.incrementAndGet();
        if (closing) {
            exit();
            throw new ClientClosedException(options.name());
        }
    }

    /** Counts in what came of an operation and outlives it; it is not refused. */
    void hold() {
        running.incrementAndGet();
    }

    void exit() {
        lastExit = now();
        if (running.decrementAndGet() == 0 && closing) {
            idle.tryEmitEmpty(); // again when a late one is turned away: it has been said then
        }
    }

    /**
     * Lets an attempt wait, for the engine and for a connection.
     *
     * @throws TooManyWaitersException if it is one too many, unless it is not to be {@code counted}
     */
    void queue(boolean counted) {
        int others = waiting.getAndIncrement();
        if (counted && others >= options.maxWaiters()) {
            served();
            journal.tell(new HeadgateEvent.WaiterRefused(others));
            throw new TooManyWaitersException(options.name(), options.maxWaiters());
        }
    }

    /** An attempt that was let in waits no longer. Called once for each. */
    void served() {
        waiting.decrementAndGet();
    }

    /** Lets nobody in from now on, and completes when the last has gone, or after {@code limit}. */
    Mono<Void> drained(Duration limit) {
        return Mono.defer(() -> {
            closing = true;
            return running.get() == 0
                    ? Mono.<Void>empty()
                    : idle.asMono().timeout(Mono.delay(limit, options.timer())).onErrorComplete();
        });
    }

    private long now() {
        return options.timer().now(NANOSECONDS);
    }
}
