package io.github.headgate;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;

/**
 * The connections that lie ready. Whoever comes takes the one that was used last, so that few are busy when little is to
 * be done, and the others can grow old. One that is dead, has lain here for longer than {@code maxIdleTime}, or is older
 * than {@code maxLifeTime}, is closed instead of handed out.
 *
 * <p>The pool makes connections and ends them, and in between has handed them out, to us: fetched from it and brought
 * back for each operation, they cost a fifth of all that an operation allocates.
 *
 * <p>It subscribes to the end of those that nobody waits for.
 */
final class IdleStack {

    private final HeadgateOptions options;
    private final long maxIdle;
    private final long maxLife;
    private final Deque<Pooled> idle = new ArrayDeque<>(); // guarded by this
    private boolean closed; // guarded by this
    private final Disposable sweeps;

    IdleStack(HeadgateOptions options) {
        this.options = options;
        this.maxIdle = nanos(options.maxIdleTime().orElse(null));
        this.maxLife = nanos(options.maxLifeTime().orElse(null));
        this.sweeps = options.maxIdleTime()
                .map(limit -> options.timer().schedulePeriodically(this::sweep, maxIdle, maxIdle, NANOSECONDS))
                .orElseGet(Disposables::disposed);
    }

    private static long nanos(@Nullable Duration limit) {
        return limit == null ? Long.MAX_VALUE : limit.toNanos();
    }

    synchronized int size() {
        return idle.size();
    }

    /** The one that was used last, or null if none lies ready. */
    @Nullable
    Pooled take() {
        Pooled taken = pop();
        while (taken != null && isSpent(taken)) {
            taken.ended().subscribe();
            taken = pop();
        }
        return taken;
    }

    private synchronized @Nullable Pooled pop() {
        return idle.poll();
    }

    /** Returns whether it lies here now; else it is to be ended. */
    boolean put(Pooled connection) {
        connection.liesIdleSince(now());
        return !isSpent(connection) && push(connection);
    }

    private synchronized boolean push(Pooled connection) {
        if (!closed) {
            idle.push(connection);
        }
        return !closed;
    }

    private boolean isSpent(Pooled connection) {
        Link link = connection.link();
        return !link.isOpen()
                || now() - connection.idleSince() >= maxIdle
                || now() - link.made() >= maxLife;
    }

    private void sweep() {
        spent().forEach(connection -> connection.ended().subscribe());
    }

    private synchronized List<Pooled> spent() {
        List<Pooled> spent = new ArrayList<>(idle);
        spent.removeIf(connection -> !isSpent(connection));
        idle.removeAll(spent);
        return spent;
    }

    /** Keeps none from now on, and completes when those that lay here are closed. */
    Mono<Void> closed() {
        return Mono.defer(() -> Mono.when(emptied().stream().map(Pooled::ended).toList()));
    }

    /** Keeps none from now on, and returns those that lay here. */
    synchronized List<Pooled> emptied() {
        closed = true;
        sweeps.dispose();
        List<Pooled> all = List.copyOf(idle);
        idle.clear();
        return all;
    }

    private long now() {
        return options.timer().now(NANOSECONDS);
    }
}
