package io.github.headgate.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.headgate.testkit.Freeze;
import io.github.headgate.testkit.PostgresServer;
import io.github.headgate.testkit.Shutdown;
import io.github.headgate.testkit.WithPostgres;
import io.r2dbc.spi.Connection;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A client that is closed under its callers. */
@WithPostgres
class CloseIT {

    private static final Duration BEFORE = Duration.ofMillis(700);

    private final PostgresServer server;

    CloseIT(PostgresServer server) {
        this.server = server;
    }

    @Test
    void whileAllIsWellEndsEveryone() {
        closed("nothing", scenario -> {});
    }

    @Test
    void inAnOutageEndsEveryone() {
        closed("outage", scenario -> server.stop(Shutdown.IMMEDIATE));
    }

    @Test
    void inARestartEndsEveryone() {
        closed("restart", scenario -> server.restart(Shutdown.FAST));
    }

    @Test
    void whileTheServerIsSilentEndsEveryone() {
        closed("silence", scenario -> server.freeze(Freeze.ALL));
    }

    @Test
    void whileConnectsHangEndsEveryone() {
        closed("no connects", scenario -> server.freeze(Freeze.POSTMASTER));
    }

    @Test
    void whileThePoolIsHeldEndsEveryone() {
        closed("hold", scenario -> Flux.range(0, scenario.options().maxSize())
                .flatMap(number -> Mono.usingWhen(scenario.client().connectionFactory().create(),
                        connection -> Mono.delay(Duration.ofSeconds(6)), Connection::close))
                .onErrorComplete()
                .subscribe());
    }

    private void closed(String name, Consumer<Scenario> breaks) {
        try (Scenario scenario = Scenario.on(server).start()) {
            scenario.pause(BEFORE);
            scenario.fault(name, () -> {
                breaks.accept(scenario);
                scenario.pause(Duration.ofMillis(200));
                scenario.closesClient();
                assertThat(scenario.openAfter(Duration.ofSeconds(5))).isZero();
                server.thaw();
                server.start();
            });

            scenario.finished(0, 1).hold();
        }
    }
}
