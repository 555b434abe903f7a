package io.github.headgate.micrometer;

import io.github.headgate.HeadgateEvent;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Which meters hear of which event. */
final class Hearing {

    private final Map<Class<?>, Consumer<HeadgateEvent>> meters = new HashMap<>();

    <E extends HeadgateEvent> Hearing of(Class<E> kind, Consumer<? super E> meter) {
        meters.merge(kind, event -> meter.accept(kind.cast(event)), Consumer::andThen);
        return this;
    }

    void tell(HeadgateEvent event) {
        Consumer<HeadgateEvent> meter = meters.get(event.getClass());
        if (meter != null) {
            meter.accept(event);
        }
    }
}
