package io.github.headgate;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.stream.Stream;

/** What the operations inside another one may have done, and what they have signalled. */
final class Inside {

    private static final int REMEMBERED = 16;
    private static final Queue<Failed> NO_FAILURES = new ArrayDeque<>(0);

    private int unrepeatable; // guarded by this, as all that follows
    private Queue<Failed> failures = NO_FAILURES; // made when it is needed, as the next: most operations have none inside
    private Map<Operation, Sent> unanswered = Map.of();
    private boolean done;

    /** A failure, and how it was judged where its phase was known. */
    private record Failed(Throwable failure, Judgement judgement) {}

    /** A write goes out that must not be done twice. */
    synchronized void sent() {
        unrepeatable++;
    }

    /** One that had gone out is known not to have been done. */
    synchronized void undone() {
        unrepeatable--;
    }

    /** Whether nothing was done that must not be done twice. */
    synchronized boolean isInnocent() {
        return unrepeatable == 0;
    }

    /** A write goes out, be it one that may be done twice. */
    synchronized void wrote(Operation write, Sent sent) {
        unanswered = unanswered.isEmpty() ? new IdentityHashMap<>() : unanswered;
        unanswered.put(write, sent);
    }

    /** What became of it is known. */
    synchronized void answered(Operation write, boolean isDone) {
        if (!unanswered.isEmpty()) {
            unanswered.remove(write);
        }
        done = done || isDone;
    }

    /** A write whose answer has not come, if there is one; or that will not come any more. */
    synchronized Optional<Sent> unanswered() {
        return unanswered.values().stream().findFirst();
    }

    /** Whether no write was done, and none can have been. */
    synchronized boolean isUntouched() {
        return !done && unanswered.isEmpty() && isInnocent();
    }

    synchronized void failed(Throwable failure, Judgement judgement) {
        failures = failures.isEmpty() ? new ArrayDeque<>() : failures;
        failures.add(new Failed(failure, judgement));
        if (failures.size() > REMEMBERED) {
            failures.poll();
        }
    }

    /** How {@code failure} was judged, or the one inside that it was made of. */
    synchronized Optional<Judgement> judged(Throwable failure) {
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
