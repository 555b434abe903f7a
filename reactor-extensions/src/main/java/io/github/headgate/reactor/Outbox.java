package io.github.headgate.reactor;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * What is to be told outside of a lock in the order that was made under it: {@linkplain #add added} inside and
 * {@linkplain #drain told} outside, by one thread at a time. Telling may add more; that is told after it, not within.
 */
final class Outbox<E> {

    private final Consumer<? super E> tell;
    private final Queue<E> untold = new ConcurrentLinkedQueue<>();
    private final AtomicInteger drains = new AtomicInteger();

    Outbox(Consumer<? super E> tell) {
        this.tell = tell;
    }

    void add(E item) {
        untold.add(item);
    }

    void drain() {
        if (drains.getAndIncrement() != 0) {
            return;
        }
        int missed = 1;
        while (missed != 0) {
            for (E item = untold.poll(); item != null; item = untold.poll()) {
                tell.accept(item);
            }
            missed = drains.addAndGet(-missed);
        }
    }
}
