package io.github.headgate.reactor;

import static java.util.Objects.requireNonNull;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets at most so many in at once, each to a numbered place, in the order in which they came. To come, to leave the
 * queue and to go takes constant time, however many wait.
 *
 * <p>It calls back instead of emitting, since a place must not get lost: an operator between it and the one who is let
 * in could be cancelled with the place in its hands.
 *
 * <p>Safe for use by many threads. An entrant is called outside of the lock, on his own thread if there is a place, else
 * on the thread of whoever made one free: so who has just had a connection's answer passes it on where it was read. An
 * exit inside a call that an exit has made lets the next one in after that call, not within it. Two entrants may be
 * called at the same time, on two threads. Should one throw, the others are called first; of several, the last is heard.
 */
public final class Turnstile {

    /** Somebody who wants to be let in. */
    public interface Entrant {

        /** The place is his until he {@linkplain Turnstile#exit gives it back}. */
        void admitted(int place);

        /** He will not be let in, because the turnstile has been closed. */
        void refused(Throwable cause);
    }

    private final int places;
    private int limit; // guarded by this
    private final List<Calls> running = new ArrayList<>(); // guarded by this; one for each thread that makes some
    private final Queue<Integer> free = new ArrayDeque<>(); // guarded by this
    private final Set<Entrant> waiting = new LinkedHashSet<>(); // guarded by this
    private @Nullable Supplier<? extends Throwable> closed; // guarded by this

    /**
     * @throws IllegalArgumentException if {@code places} is less than 1
     */
    public Turnstile(int places) {
        if (places < 1) {
            throw new IllegalArgumentException("places must be at least 1, was " + places);
        }
        this.places = places;
        this.limit = places;
        for (int place = 0; place < places; place++) {
            free.add(place);
        }
    }

    /** Queues {@code entrant}, who is called exactly once unless he {@linkplain #leave leaves} before. */
    public void enter(Entrant entrant) {
        requireNonNull(entrant, "entrant");
        Call call;
        synchronized (this) {
            if (closed == null && !hasRoom()) {
                waiting.add(entrant);
                return;
            }
            call = closed == null ? new Call(entrant, free.remove(), null) : new Call(entrant, 0, closed);
        }
        call.make();
    }

    /**
     * Takes {@code entrant} out of the queue.
     *
     * @return false if he has been called, or is about to be
     */
    public synchronized boolean leave(Entrant entrant) {
        return waiting.remove(entrant);
    }

    /** Gives a place back, once for each time that it was given. */
    public void exit(int place) {
        Calls begun;
        synchronized (this) {
            free.add(place);
            begun = begun(admitted());
        }
        makeAll(begun);
    }

    /**
     * Lets no more than so many be inside from now on. Who is inside stays. At first it is {@link #places()}, and it is
     * never more than that, nor less than 1.
     */
    public void limit(int most) {
        Calls begun;
        synchronized (this) {
            limit = Math.max(1, Math.min(most, places));
            begun = begun(admitted());
        }
        makeAll(begun);
    }

    /** How many may be inside. */
    public synchronized int limit() {
        return limit;
    }

    /** Refuses those who wait and those who come later, each with a failure of his own. Who is inside stays. */
    public void close(Supplier<? extends Throwable> refusal) {
        Calls begun;
        synchronized (this) {
            closed = refusal;
            List<Call> refused = waiting.stream().map(entrant -> new Call(entrant, 0, refusal)).toList();
            waiting.clear();
            begun = begun(refused);
        }
        makeAll(begun);
    }

    public int places() {
        return places;
    }

    public synchronized int inside() {
        return places - free.size();
    }

    public synchronized int waiting() {
        return waiting.size();
    }

    /** Those who wait and may come in. */
    private synchronized List<Call> admitted() {
        if (waiting.isEmpty() || !hasRoom()) {
            return List.of();
        }
        List<Call> admitted = new ArrayList<>(1); // more only where a limit was raised
        Iterator<Entrant> next = waiting.iterator();
        while (next.hasNext() && hasRoom()) {
            admitted.add(new Call(next.next(), free.remove(), null));
            next.remove();
        }
        return admitted;
    }

    private synchronized boolean hasRoom() {
        return places - free.size() < limit;
    }

    /** Leaves the calls to this thread, and returns those that it has to make; null if it makes some already. */
    private synchronized @Nullable Calls begun(List<Call> calls) {
        if (calls.isEmpty()) {
            return null;
        }
        Thread thread = Thread.currentThread();
        for (Calls others : running) {
            if (others.thread() == thread) {
                others.next().addAll(calls);
                return null;
            }
        }
        Calls begun = new Calls(thread, new ArrayDeque<>(calls));
        running.add(begun);
        return begun;
    }

    private void makeAll(@Nullable Calls begun) {
        if (begun == null) {
            return;
        }
        Throwable failure = null;
        for (Call call = next(begun); call != null; call = next(begun)) {
            try {
                call.make();
            } catch (RuntimeException | Error thrown) {
                failure = thrown; // thrown later, for the others' places would be lost
            }
        }
        if (failure instanceof Error error) {
            throw error;
        } else if (failure != null) {
            throw (RuntimeException) failure;
        }
    }

    private synchronized @Nullable Call next(Calls begun) {
        Call next = begun.next().poll();
        if (next == null) {
            running.remove(begun);
        }
        return next;
    }

    /** What an entrant is told. */
    private record Call(Entrant entrant, int place, @Nullable Supplier<? extends Throwable> refusal) {

        void make() {
            if (refusal == null) {
                entrant.admitted(place);
            } else {
                entrant.refused(refusal.get());
            }
        }
    }

    /** What one thread still has to tell, one after the other. */
    private record Calls(Thread thread, Queue<Call> next) {}
}
