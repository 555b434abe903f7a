package io.github.headgate.demo;

import io.github.headgate.HeadgateEvent;
import io.github.headgate.HeadgateListener;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What Headgate told of itself, in order. Stays empty for the plain client. */
final class Journal implements HeadgateListener {

    private final List<HeadgateEvent> events = new CopyOnWriteArrayList<>();

    @Override
    public void on(HeadgateEvent event) {
        if (!(event instanceof HeadgateEvent.HealthAnswered)) { // many, and what the asker gets is what counts
            events.add(event);
        }
    }

    <E extends HeadgateEvent> List<E> all(Class<E> kind) {
        return events.stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }

    int count(Class<? extends HeadgateEvent> kind) {
        return all(kind).size();
    }

    /** Forgets what came before the next step of a case. */
    void turnThePage() {
        events.clear();
    }
}
