package io.github.headgate.testkit;

import io.github.headgate.reactor.Backoff;
import io.github.headgate.reactor.Generation;
import io.github.headgate.reactor.Readiness;
import io.github.headgate.reactor.ReadySignal;
import io.github.headgate.reactor.ReadySignalOptions;
import java.net.ConnectException;
import java.time.Duration;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

/** A connection over a scripted driver that is opened, lost and opened again as a client's engine is. */
final class Warming {

    final ConnectException refused = new ConnectException("refused");

    final VirtualTimeScheduler timer = VirtualTimeScheduler.create();
    final ScriptedConnectionFactory driver = ScriptedConnectionFactory.timedBy(timer);
    final ReadySignal<ScriptedConnection> signal = new ReadySignal<>(ReadySignalOptions
            .<ScriptedConnection>builder((generation, attempt) -> driver.create(), timer)
            .backoff(Backoff.every(Duration.ofMillis(100)))
            .build());

    Readiness snapshot() {
        return signal.snapshot();
    }

    Mono<Generation<ScriptedConnection>> ready() {
        return signal.ready();
    }

    void lose() {
        signal.lost(signal.current().orElseThrow(), new ConnectException("reset"));
    }
}
