package io.github.headgate.benchmarks.peers;

import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Asks for one thing after the other, the next one when the one before has ended; after a failure it takes a breath. */
final class Caller implements Ended {

    private static final long BREATH = 10; // milliseconds

    private final Client client;
    private final Work work;
    private final Listener listener;
    private final AtomicInteger turns = new AtomicInteger(); // a blocking client ends inside its beginning
    private long begun;

    /** Hears of each end. */
    interface Listener {

        /** Returns whether there is to be another one. */
        boolean goesOn(long begun, @Nullable Throwable failure);
    }

    Caller(Client client, Work work, Listener listener) {
        this.client = client;
        this.work = work;
        this.listener = listener;
    }

    /** Begins, on a thread that the client's callers have. */
    void start() {
        client.callers().execute(this::next);
    }

    private void next() {
        if (turns.getAndIncrement() > 0) {
            return;
        }
        do {
            begun = System.nanoTime();
            client.begin(work, ThreadLocalRandom.current().nextInt(Work.KEYS) + 1, this);
        } while (turns.decrementAndGet() > 0);
    }

    @Override
    public void succeeded() {
        if (listener.goesOn(begun, null)) {
            next();
        }
    }

    @Override
    public void failed(Throwable failure) {
        if (listener.goesOn(begun, failure)) {
            Executor rested = CompletableFuture.delayedExecutor(BREATH, TimeUnit.MILLISECONDS, client.callers());
            rested.execute(this::next);
        }
    }
}
