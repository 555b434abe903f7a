package io.github.headgate;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

/** A listener that keeps what it heard. */
final class Events implements HeadgateListener {

    private static final Duration PAUSE = Duration.ofMillis(20);

    private final List<HeadgateEvent> heard = new CopyOnWriteArrayList<>();

    @Override
    public void on(HeadgateEvent event) {
        heard.add(event);
    }

    <E extends HeadgateEvent> List<E> of(Class<E> kind) {
        return heard.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** Returns when so many of a kind have been heard. It blocks: for the thread of a test that has a time limit. */
    void await(Class<? extends HeadgateEvent> kind, int number) {
        while (count(kind) < number) {
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    int count(Class<? extends HeadgateEvent> kind) {
        return of(kind).size();
    }

    void clear() {
        heard.clear();
    }
}
