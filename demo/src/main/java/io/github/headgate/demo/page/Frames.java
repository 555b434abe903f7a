package io.github.headgate.demo.page;

import io.github.headgate.HeadgateClient;
import io.github.headgate.reactor.Readiness;
import io.github.headgate.reactor.Transition;
import java.time.Duration;
import java.util.List;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.ConnectableFlux;
import reactor.core.publisher.Flux;

/** Makes the frames, from the start until closed, whether somebody looks or not: who comes later sees the last minute. */
final class Frames implements AutoCloseable {

    private static final Duration EVERY = Duration.ofMillis(250);
    private static final int KEPT = 240; // a minute

    private final HeadgateClient client;
    private final Database database;
    private final List<Load> loads;
    private final Duration deadline;
    private final Tape<Frame.Step> steps = new Tape<>();
    private final Tape<Frame.Press> presses = new Tape<>();
    private final ConnectableFlux<Frame> frames = Flux.interval(EVERY)
            .onBackpressureDrop()
            .map(tick -> frame())
            .replay(KEPT);
    private final Disposable.Composite running = Disposables.composite();

    Frames(HeadgateClient client, Database database, List<Load> loads, Duration deadline) {
        this.client = client;
        this.database = database;
        this.loads = loads;
        this.deadline = deadline;
        running.add(client.transitions().subscribe(transition -> steps.add(step(transition))));
        running.add(frames.connect());
    }

    /** Those of the last minute, and all that follow. Hot. */
    Flux<Frame> frames() {
        return frames;
    }

    void pressed(Button button) {
        presses.add(new Frame.Press(System.currentTimeMillis(), button.label()));
    }

    @Override
    public void close() {
        running.dispose();
    }

    private Frame frame() {
        Readiness now = client.snapshot().readiness();
        Frame.Gate gate = new Frame.Gate(now.state().name(), now.generation(), now.attempts());
        return new Frame(System.currentTimeMillis(), deadline.toMillis(), gate, database.condition(), steps.taken(),
                presses.taken(),
                loads.stream().map(Load::view).toList());
    }

    private static Frame.Step step(Transition transition) {
        return new Frame.Step(System.currentTimeMillis(), transition.kind().name(), transition.generation(),
                transition.attempt(), transition.after().toNanos() / 1e6, transition.cause().map(Failure::words));
    }
}
