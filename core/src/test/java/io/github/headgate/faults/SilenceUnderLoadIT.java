package io.github.headgate.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.headgate.HeadgateEvent.Retry;
import io.github.headgate.reactor.Transition;
import io.github.headgate.testkit.Direction;
import io.github.headgate.testkit.FaultProxy;
import io.github.headgate.testkit.Freeze;
import io.github.headgate.testkit.PostgresServer;
import io.github.headgate.testkit.WithPostgres;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Servers and networks that say nothing for a while, or say it slowly, to 64 callers. */
@WithPostgres
class SilenceUnderLoadIT {

    private static final Duration DETECTED = Duration.ofMillis(4_500); // failureDetectionTime, a second, and some slack
    private static final int CROWD = 100;
    private static final Duration BEGINNING = Duration.ofSeconds(1);

    private final PostgresServer server;

    SilenceUnderLoadIT(PostgresServer server) {
        this.server = server;
    }

    @ParameterizedTest
    @EnumSource(value = Freeze.class, names = {"ALL", "SESSIONS"})
    void ofFrozenProcessesIsFoundAndHealed(Freeze what) {
        silent(Dose.of(1, 5), what.name(), () -> server.freeze(what), () -> server.thaw(),
                Dose.of(Duration.ofSeconds(5), Duration.ofSeconds(30)));
    }

    @ParameterizedTest
    @EnumSource(Direction.class)
    void ofOneDirectionOfTheNetworkIsFoundAndHealed(Direction direction) {
        try (Scenario scenario = Scenario.on(server).load(load -> load.timeout(Duration.ofSeconds(8))).start()) {
            silent(scenario, Dose.of(1, 20), "deaf " + direction, () -> scenario.proxy().stall(direction),
                    () -> scenario.proxy().flow(), Duration.ofSeconds(5));
        }
    }

    private void silent(int times, String name, Runnable fault, Runnable heal, Duration lasting) {
        try (Scenario scenario = Scenario.on(server).load(load -> load.timeout(Duration.ofSeconds(8))).start()) {
            silent(scenario, times, name, fault, heal, lasting);
        }
    }

    private static void silent(
            Scenario scenario, int times, String name, Runnable fault, Runnable heal, Duration lasting) {
        for (int time = 1; time <= times; time++) {
            int expected = time;
            scenario.pause(BEGINNING);
            scenario.burst(CROWD); // fills the pool: a connection that was made after a freeze would speak for the server
            scenario.outage(name, () -> {
                fault.run();
                long begun = System.nanoTime();
                while (scenario.steps().steps(Transition.Kind.LOST).size() < expected
                        && System.nanoTime() - begun < lasting.toNanos()) {
                    scenario.pause(Duration.ofMillis(10));
                }
                Duration found = Duration.ofNanos(System.nanoTime() - begun);
                System.out.println(name + ": found after " + found.toMillis() + " ms");
                assertThat(found).isLessThan(DETECTED);
                scenario.pause(lasting.minus(found));
                heal.run();
            });
        }
        scenario.pause(BEGINNING);

        scenario.finished(times, 2 * times).hold();
    }

    @Test
    void thatIsNoneRaisesNoAlarm() {
        try (Scenario scenario = Scenario.on(server)
                .load(load -> load.callers(16).timeout(Duration.ofSeconds(30)).leaving(0, Duration.ZERO))
                .start()) {
            FaultProxy proxy = scenario.proxy();
            scenario.fault("200 ± 200 ms", () -> {
                proxy.delay(Duration.ZERO, Duration.ofMillis(400), 1);
                scenario.pause(Dose.of(Duration.ofSeconds(5), Duration.ofMinutes(5)));
                proxy.hurry();
            });
            scenario.fault("byte by byte", () -> {
                proxy.slice(1);
                scenario.pause(Dose.of(Duration.ofSeconds(3), Duration.ofMinutes(5)));
                proxy.hurry();
            });

            Findings findings = scenario.finished(0);

            findings.hold(Invariant.I8_HEALTH); // its second may be too short for a network like that
            assertThat(findings.evidence().steps().events(Retry.class)).isEmpty();
            assertThat(findings.count(Ending.How.FAILED)).isZero();
        }
    }
}
