package io.github.headgate.faults;

import io.github.headgate.HeadgateClient;
import io.github.headgate.HeadgateEvent;
import io.github.headgate.HeadgateListener;
import io.github.headgate.reactor.Transition;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import reactor.core.Disposable;

/** The steps of a client's engine, with their times, and the events that it told beside. */
final class Steps implements HeadgateListener {

    private final Queue<Step> steps = new ConcurrentLinkedQueue<>();
    private final Queue<HeadgateEvent> events = new ConcurrentLinkedQueue<>();

    /** One step, and when it was heard of, by {@link System#nanoTime}. */
    record Step(Transition transition, long at) {

        boolean is(Transition.Kind kind) {
            return transition.kind() == kind;
        }

        long generation() {
            return transition.generation();
        }
    }

    /** Hears of the steps until the client is closed. */
    Disposable follow(HeadgateClient client) {
        return client.transitions().subscribe(transition -> steps.add(new Step(transition, System.nanoTime())));
    }

    @Override
    public void on(HeadgateEvent event) {
        events.add(event);
    }

    List<Step> steps() {
        return List.copyOf(steps);
    }

    List<Step> steps(Transition.Kind kind) {
        return steps.stream().filter(step -> step.is(kind)).toList();
    }

    <E extends HeadgateEvent> Stream<E> events(Class<E> kind) {
        return events.stream().filter(kind::isInstance).map(kind::cast);
    }

    void clear() {
        steps.clear();
        events.clear();
    }
}
