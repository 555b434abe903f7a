package io.github.headgate.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.headgate.testkit.Freeze;
import io.github.headgate.testkit.PostgresServer;
import io.github.headgate.testkit.Shutdown;
import io.github.headgate.testkit.WithPostgres;
import io.r2dbc.spi.Connection;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
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

    /** The faults of the soak; two of them in each build. */
    static Stream<Hazard> hazards() {
        return Stream.of(Hazard.HALF_OPEN, Hazard.SLOW_NETWORK, Hazard.CUT_AT_A_BYTE, Hazard.RESET_AT_A_BYTE,
                Hazard.TERMINATED, Hazard.KILLED, Hazard.ALL_CUT, Hazard.HICCUP, Hazard.SLICED, Hazard.DOWN)
                .limit(Dose.of(2, Integer.MAX_VALUE));
    }

    @ParameterizedTest
    @MethodSource("hazards")
    void amidAHazardEndsEveryone(Hazard hazard) {
        AtomicReference<Future<?>> striking = new AtomicReference<>();
        closed(hazard.name(),
                scenario -> striking.set(CompletableFuture.runAsync(
                        () -> hazard.strike(scenario, server, scenario.random()))),
                () -> assertThat(striking.get()).succeedsWithin(Duration.ofSeconds(10)));
    }

    private void closed(String name, Consumer<Scenario> breaks) {
        closed(name, breaks, () -> {});
    }

    private void closed(String name, Consumer<Scenario> breaks, Runnable over) {
        try (Scenario scenario = Scenario.on(server).start()) {
            scenario.pause(BEFORE);
            scenario.fault(name, () -> {
                breaks.accept(scenario);
                scenario.pause(Duration.ofMillis(200));
                scenario.closesClient();
                assertThat(scenario.openAfter(Duration.ofSeconds(5))).isZero();
                over.run();
                server.thaw();
                server.start();
            });

            scenario.finished(0, 1).hold();
        }
    }
}
