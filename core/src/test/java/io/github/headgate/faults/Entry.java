package io.github.headgate.faults;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** One subscription of an operation: a line in the {@link Ledger}. Written by one signal after the other. */
final class Entry {

    private final long id;
    private final Way way;
    private final Optional<Duration> limit;
    private final long begun = System.nanoTime();
    private final List<String> oddities = new CopyOnWriteArrayList<>();
    private @Nullable Ending ending; // guarded by this
    private int echoes; // guarded by this
    private volatile @Nullable String backend;
    private volatile boolean doubtful;

    /**
     * @param id what its rows in the table, or its echoes, are known by
     * @param limit when it has to end, or empty if that is its user's own business
     */
    Entry(long id, Way way, Optional<Duration> limit) {
        this.id = id;
        this.way = way;
        this.limit = limit;
    }

    long id() {
        return id;
    }

    Way way() {
        return way;
    }

    Optional<Duration> limit() {
        return limit;
    }

    long begun() {
        return begun;
    }

    /** The process of the server that it has heard of last. */
    Optional<String> backend() {
        return Optional.ofNullable(backend);
    }

    synchronized Optional<Ending> ending() {
        return Optional.ofNullable(ending);
    }

    boolean ended(Ending.How how) {
        return ending().filter(end -> end.is(how)).isPresent();
    }

    /** What it met that no operation may meet. */
    List<String> oddities() {
        return oddities;
    }

    /** From here on a failure leaves its user in doubt. */
    void doubt() {
        doubtful = true;
    }

    boolean isDoubtful() {
        return doubtful;
    }

    void heard(Echo echo) {
        backend = echo.backend();
        if (echo.token() != id) {
            oddities.add("asked " + id + ", was answered " + echo.token());
        }
        if (!echo.untouched()) {
            oddities.add("met the transaction or the settings of another on " + echo.backend());
        }
        synchronized (this) {
            echoes++;
        }
    }

    /** An end that comes after a cancel was on its way; any other second one is a second one. */
    synchronized void end(Ending end) {
        if (ending == null) {
            ending = end;
            if (end.is(Ending.How.SUCCEEDED)) {
                requireEchoes();
            }
        } else if (!ending.is(Ending.How.CANCELLED) && !end.is(Ending.How.CANCELLED)) {
            oddities.add("ended twice: " + ending + ", then " + end);
        }
    }

    private void requireEchoes() {
        int expected = way == Way.ROWS ? Calls.ROWS : 1;
        boolean asked = way.isRead() || way == Way.TRANSACTION || way == Way.GUARDED;
        if (asked && (way.isRead() ? echoes != expected : echoes == 0)) { // a transaction may have been run twice
            oddities.add("succeeded with " + echoes + " rows instead of " + expected);
        }
    }

    @Override
    public String toString() {
        return id + " (" + way + ending().map(end -> ", " + end.how() + " " + end.failure()).orElse(", open") + ")";
    }
}
