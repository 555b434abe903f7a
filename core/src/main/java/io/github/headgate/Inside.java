package io.github.headgate;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** What the operations inside another one may have done, and what they have signalled. */
final class Inside {

    private static final int REMEMBERED = 16;

    private final AtomicInteger unrepeatable = new AtomicInteger();
    private final Queue<Failed> failures = new ConcurrentLinkedQueue<>();

    private final Map<Operation, Sent> unanswered = new ConcurrentHashMap<>();
    private volatile boolean done;

    /** A failure, and how it was judged where its phase was known. */
    private record Failed(Throwable failure, Judgement judgement) {}

    /** A write goes out that must not be done twice. */
    void sent() {
        unrepeatable.incrementAndGet();
    }

    /** One that had gone out is known not to have been done. */
    void undone() {
        unrepeatable.decrementAndGet();
    }

    /** Whether nothing was done that must not be done twice. */
    boolean isInnocent() {
        return unrepeatable.get() == 0;
    }

    /** A write goes out, be it one that may be done twice. */
    void wrote(Operation write, Sent sent) {
        unanswered.put(write, sent);
    }

    /** What became of it is known. */
    void answered(Operation write, boolean isDone) {
        unanswered.remove(write);
        done = done || isDone;
    }

    /** A write whose answer has not come, if there is one; or that will not come any more. */
    Optional<Sent> unanswered() {
        return unanswered.values().stream().findFirst();
    }

    /** Whether no write was done, and none can have been. */
    boolean isUntouched() {
        return !done && unanswered.isEmpty() && isInnocent();
    }

    void failed(Throwable failure, Judgement judgement) {
        failures.add(new Failed(failure, judgement));
        if (failures.size() > REMEMBERED) {
            failures.poll();
        }
    }

    /** How {@code failure} was judged, or the one inside that it was made of. */
    Optional<Judgement> judged(Throwable failure) {
        Set<Throwable> made = Collections.newSetFromMap(new IdentityHashMap<>());
        collect(failure, made);
        return failures.stream()
                .filter(failed -> made.contains(failed.failure()))
                .map(Failed::judgement)
                .findFirst();
    }

    private static void collect(Throwable failure, Set<Throwable> made) {
        if (made.size() < REMEMBERED && made.add(failure)) {
            Stream.concat(Stream.ofNullable(failure.getCause()), Stream.of(failure.getSuppressed()))
                    .forEach(next -> collect(next, made));
        }
    }
}
