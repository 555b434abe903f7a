package io.github.headgate.faults;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/** What each caller was told: a line for each operation that was subscribed to. */
final class Ledger {

    private final AtomicLong ids = new AtomicLong();
    private final Queue<Entry> entries = new ConcurrentLinkedQueue<>();

    Entry begin(Way way, Optional<Duration> limit) {
        Entry entry = new Entry(ids.incrementAndGet(), way, limit);
        entries.add(entry);
        return entry;
    }

    List<Entry> entries() {
        return List.copyOf(entries);
    }

    /** Forgets what has been checked. */
    void clear() {
        entries.clear();
    }
}
