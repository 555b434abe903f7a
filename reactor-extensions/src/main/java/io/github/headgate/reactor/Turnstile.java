package io.github.headgate.reactor;

import static java.util.Objects.requireNonNull;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashSet;
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
 * <p>Safe for use by many threads. An entrant is called outside of the lock, one at a time, on the thread of whoever
 * made the place free; an exit inside such a call lets the next one in after the call, not within it.
 */
public final class Turnstile {

    /** Somebody who wants to be let in. */
    public interface Entrant {

        /** The place is his until he {@linkplain Turnstile#exit gives it back}. */
        void admitted(int place);

        /** He will not be let in, because the turnstile has been closed. */
        void refused(Throwable cause);
    }

    private record Answer(Entrant entrant, int place, @Nullable Throwable refusal) {

        void tell() {
            if (refusal == null) {
                entrant.admitted(place);
            } else {
                entrant.refused(refusal);
            }
        }
    }

    private final int places;
    private int limit; // guarded by this
    private final Outbox<Answer> answers = new Outbox<>(Answer::tell);

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
        synchronized (this) {
            if (closed != null) {
                answers.add(new Answer(entrant, 0, closed.get()));
            } else {
                waiting.add(entrant);
                admit();
            }
        }
        answers.drain();
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
        synchronized (this) {
            free.add(place);
            admit();
        }
        answers.drain();
    }

    /**
     * Lets no more than so many be inside from now on. Who is inside stays. At first it is {@link #places()}, and it is
     * never more than that, nor less than 1.
     */
    public void limit(int most) {
        synchronized (this) {
            limit = Math.max(1, Math.min(most, places));
            admit();
        }
        answers.drain();
    }

    /** How many may be inside. */
    public synchronized int limit() {
        return limit;
    }

    /** Refuses those who wait and those who come later, each with a failure of his own. Who is inside stays. */
    public void close(Supplier<? extends Throwable> refusal) {
        synchronized (this) {
            closed = refusal;
            waiting.forEach(entrant -> answers.add(new Answer(entrant, 0, refusal.get())));
            waiting.clear();
        }
        answers.drain();
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

    private synchronized void admit() {
        Iterator<Entrant> next = waiting.iterator();
        while (next.hasNext() && places - free.size() < limit) {
            answers.add(new Answer(next.next(), free.remove(), null));
            next.remove();
        }
    }
}
