package io.github.headgate.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.headgate.WhileOpening;
import io.github.headgate.testkit.Connect;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What counts as work that waited while the database was away. */
class WaitingMetersTest {

    private static final String DURATION = "db.client.operation.duration";

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final ScriptedClient scripted = new ScriptedClient(settings -> settings
            .addListener(HeadgateMeters.of(registry))
            .whileOpening(WhileOpening.FAIL_FAST));

    private double timeouts() {
        return registry.get("db.client.connection.timeouts").counter().count();
    }

    private long times(String name, String... tags) {
        return registry.get(name).tags(tags).timers().stream().mapToLong(Timer::count).sum();
    }

    private void serverIsGone() {
        scripted.driver.connects(Connect.fails(ScriptedClient.refused()));
        scripted.driver.killConnections(ScriptedClient.closed());
        scripted.run(scripted.read()); // which finds it out, and waits
        scripted.advance(1);
    }

    private void serverIsBack() {
        scripted.driver.connects(Connect.succeeds());
        scripted.advance(100);
    }

    @Test
    void workThatWaitedInVainIsATimeout() {
        scripted.driver.connects(Connect.hangs());

        scripted.run(scripted.client.guard(scripted.read()));
        scripted.run(scripted.read());
        scripted.advance(4000);

        assertThat(timeouts()).isEqualTo(2);
    }

    @Test
    void workThatIsRefusedBeforeItsDeadlineIsNone() {
        scripted.ready();
        for (int i = 0; i < 5; i++) { // as many as an estimate is made of
            serverIsGone();
            scripted.advance(2000);
            serverIsBack();
        }
        serverIsGone();

        scripted.run(scripted.client.sql("select 1").timeout(Duration.ofMillis(500)).update());

        assertThat(times(DURATION, "outcome", "failed", "error.type", "io.github.headgate.NotReadyException"))
                .isEqualTo(1);
        assertThat(timeouts()).isZero();
    }

    @Test
    void aHealthCheckThatWaitedInVainIsNone() {
        scripted.driver.connects(Connect.hangs());

        scripted.run(scripted.client.health());
        scripted.advance(4000);

        assertThat(times(DURATION, "db.operation.name", "health", "outcome", "failed")).isEqualTo(1);
        assertThat(timeouts()).isZero();
    }

    @Test
    void aHealthCheckThatWaitedCostNobodyTime() {
        scripted.driver.connects(Connect.succeeds().after(Duration.ofMillis(100)));

        scripted.run(scripted.client.health());
        scripted.advance(500);

        assertThat(registry.get("headgate.health.answers").tags("status", "up").counter().count()).isEqualTo(1);
        assertThat(times("headgate.time_to_ready")).isZero();
    }
}
