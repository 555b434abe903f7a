package io.github.headgate.micrometer;

import io.github.headgate.Health;
import io.github.headgate.HeadgateEvent.EngineAwaited;
import io.github.headgate.HeadgateEvent.GenerationLost;
import io.github.headgate.HeadgateEvent.GenerationReady;
import io.github.headgate.HeadgateEvent.HealthAnswered;
import io.github.headgate.HeadgateEvent.OpeningFailed;
import io.micrometer.core.instrument.Timer;
import java.util.function.Consumer;

/** How the engine comes and goes. */
final class EngineMeters {

    private final Timer warmUp;
    private final Timer timeToReady;
    private final Consumer<Throwable> lost;
    private final Consumer<Throwable> failed;
    private final Consumer<Health.Status> health;

    EngineMeters(Registrar registrar) {
        this.warmUp = registrar.longTimer("headgate.warmup.duration",
                "From the beginning of an opening until the engine was warm and proved");
        this.timeToReady = registrar.longTimer("headgate.time_to_ready",
                "How long operations waited that came when no engine was ready, and got one");
        this.lost = registrar.failures("headgate.generations.lost",
                "Generations that were lost, by what they died of");
        this.failed = registrar.failures("headgate.openings.failed", "Failed attempts to open the engine");
        this.health = registrar.counters("headgate.health.answers", "Answers to health checks that were not shared",
                Health.Status.class, "status", Names::of);
    }

    void hear(Hearing hearing) {
        hearing.of(GenerationReady.class, ready -> warmUp.record(ready.after()))
                .of(EngineAwaited.class, awaited -> timeToReady.record(awaited.waited()))
                .of(GenerationLost.class, loss -> lost.accept(loss.reason()))
                .of(OpeningFailed.class, failure -> failed.accept(failure.cause()))
                .of(HealthAnswered.class, answer -> health.accept(answer.health().status()));
    }
}
