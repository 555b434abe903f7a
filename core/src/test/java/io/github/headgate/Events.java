package io.github.headgate;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A listener that keeps what it heard. */
final class Events implements HeadgateListener {

    private final List<HeadgateEvent> heard = new CopyOnWriteArrayList<>();

    @Override
    public void on(HeadgateEvent event) {
        heard.add(event);
    }

    <E extends HeadgateEvent> List<E> of(Class<E> kind) {
        return heard.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    int count(Class<? extends HeadgateEvent> kind) {
        return of(kind).size();
    }

    void clear() {
        heard.clear();
    }
}
