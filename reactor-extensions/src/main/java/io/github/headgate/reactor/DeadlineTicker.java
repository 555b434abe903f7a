package io.github.headgate.reactor;

import static java.util.Objects.requireNonNull;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.Exceptions;
import reactor.core.publisher.Operators;
import reactor.core.scheduler.Scheduler;
import reactor.util.context.Context;

/**
 * One timer for many {@link Deadline}s, set for the earliest that is waited for, and then for the next. Nearly every
 * deadline is met, so what counts is that to wait for one, and to let go of it, is no task of the scheduler's and takes
 * constant time.
 *
 * <p>A deadline strikes at the end of its tick: at most one tick late, and never early. Deadlines that end in the same
 * tick share a slot, and slots are in order; a queue would not do, for a deadline that is set later may be the earlier.
 *
 * <p>Safe for use by many threads. Those who waited for the same tick are struck one after the other on a thread of the
 * scheduler, in the order in which they came, so that where one waits inside of another the outer one is heard. After the
 * last has let go, one timer may be left, which strikes nobody.
 *
 * <p>Where the scheduler refuses a task, because it is shut down or full, who asks for a deadline fails with its
 * {@link RejectedExecutionException}, and nothing of his is begun. Those who wait are struck when it takes tasks again, at
 * the latest when the next one has come.
 */
public final class DeadlineTicker {

    private final Scheduler timer;
    private final long tick; // in nanoseconds
    private final NavigableMap<Long, Slot> slots = new TreeMap<>((one, other) -> Long.signum(one - other)); // guarded by this
    private @Nullable Slot latest; // the one last waited in, which is kept although it may be empty; guarded by this
    private @Nullable Alarm alarm; // guarded by this

    private DeadlineTicker(Scheduler timer, long tick) {
        this.timer = timer;
        this.tick = tick;
    }

    /**
     * Returns a ticker of its own.
     *
     * @param tick how late a deadline may strike; zero for none, at some more cost for each
     * @throws IllegalArgumentException if {@code tick} is negative
     */
    public static DeadlineTicker of(Scheduler timer, Duration tick) {
        return new DeadlineTicker(
                requireNonNull(timer, "timer"), Durations.nanos(Durations.notNegative(tick, "tick")));
    }

    /** Where deadlines strike, and the clock for them. */
    public Scheduler timer() {
        return timer;
    }

    long now() {
        return timer.now(NANOSECONDS);
    }

    /**
     * Strikes {@code wait} when {@code end} has passed, unless it is let go of before.
     *
     * @throws RejectedExecutionException if the timer takes no task; then nobody waits
     */
    void await(Wait wait, long end) {
        long due = endOfTick(end);
        Alarm replaced;
        Alarm set;
        synchronized (this) {
            slot(due).add(wait);
            replaced = alarm;
            if (replaced != null && replaced.due - due <= 0) {
                return;
            }
            set = new Alarm(slots.firstKey()); // an earlier one, whose timer was refused, may wait still
            alarm = set;
        }
        try {
            set.start();
        } catch (RejectedExecutionException refused) {
            letGo(wait);
            putBack(replaced, set);
            throw refused;
        }
        if (replaced != null) {
            replaced.dispose();
        }
    }

    /** If none is set any more, whoever comes next sets one for all. */
    private synchronized void putBack(@Nullable Alarm replaced, Alarm refused) {
        if (alarm == refused) {
            alarm = replaced != null && replaced.isStarted() ? replaced : null;
        }
    }

    private long endOfTick(long end) {
        return tick == 0 ? end : end + Math.floorMod(-end, tick);
    }

    private Slot slot(long due) {
        Slot last = latest;
        if (last != null && last.due == due) {
            return last;
        }
        latest = slots.computeIfAbsent(due, Slot::new);
        if (last != null && last.isEmpty()) {
            slots.remove(last.due);
        }
        return latest;
    }

    /** Does nothing if it has been struck, or let go of. */
    void letGo(Wait wait) {
        Alarm idle = null;
        synchronized (this) {
            Slot left = wait.slot;
            if (left == null) {
                return;
            }
            left.remove(wait);
            if (left.isEmpty() && (left != latest || tick == 0)) {
                slots.remove(left.due);
                latest = left == latest ? null : latest;
            }
            if (slots.isEmpty()) {
                idle = alarm;
                alarm = null;
            }
        }
        if (idle != null) {
            idle.dispose();
        }
    }

    private void ring(Alarm rung) {
        List<Wait> struck = new ArrayList<>();
        Alarm next;
        synchronized (this) {
            if (alarm != rung) {
                return;
            }
            takeDue(struck);
            next = slots.isEmpty() ? null : new Alarm(slots.firstKey());
            alarm = next;
        }
        if (next != null) {
            goOn(next);
        }
        struck.forEach(DeadlineTicker::strike);
    }

    private void goOn(Alarm next) {
        try {
            next.start();
        } catch (RejectedExecutionException refused) {
            putBack(null, next);
            Operators.onErrorDropped(refused, Context.empty()); // and not thrown, for some are to be struck
        }
    }

    private static void strike(Wait wait) {
        try {
            wait.strike();
        } catch (Throwable thrown) { // by the one who hears of it, which is not to spare the others
            Exceptions.throwIfJvmFatal(thrown);
            Operators.onErrorDropped(thrown, Context.empty());
        }
    }

    private void takeDue(List<Wait> struck) {
        long now = now();
        while (!slots.isEmpty() && (slots.firstKey() - now <= 0 || slots.firstEntry().getValue().isEmpty())) {
            slots.pollFirstEntry().getValue().moveTo(struck);
        }
        latest = null;
    }

    /** The timer of one moment. It may be replaced before it has started: then it never rings. */
    private final class Alarm {

        private final long due;
        private final Disposable.Swap task = Disposables.swap();

        Alarm(long due) {
            this.due = due;
        }

        void start() {
            task.update(timer.schedule(() -> ring(this), Math.max(0, due - now()), NANOSECONDS));
        }

        boolean isStarted() {
            return task.get() != null;
        }

        void dispose() {
            task.dispose();
        }
    }

    /** Somebody who waits for a deadline. */
    abstract static class Wait {

        private @Nullable Slot slot; // guarded by the ticker, as the next two
        private @Nullable Wait before;
        private @Nullable Wait after;

        /** The deadline has passed. */
        abstract void strike();
    }

    /** Those whose deadlines end in one tick: a list, from which any of them can leave in constant time. */
    private static final class Slot {

        private final long due;
        private @Nullable Wait first;
        private @Nullable Wait last;

        Slot(long due) {
            this.due = due;
        }

        boolean isEmpty() {
            return first == null;
        }

        void add(Wait wait) {
            wait.slot = this;
            wait.before = last;
            if (last == null) {
                first = wait;
            } else {
                last.after = wait;
            }
            last = wait;
        }

        void remove(Wait wait) {
            if (wait.before == null) {
                first = wait.after;
            } else {
                wait.before.after = wait.after;
            }
            if (wait.after == null) {
                last = wait.before;
            } else {
                wait.after.before = wait.before;
            }
            wait.slot = null;
            wait.before = null;
            wait.after = null;
        }

        void moveTo(List<Wait> struck) {
            for (Wait wait = first; wait != null; wait = first) {
                remove(wait);
                struck.add(wait);
            }
        }
    }
}
