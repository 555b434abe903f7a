package io.github.headgate;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.headgate.HeadgateEvent.GenerationLost;
import io.github.headgate.reactor.Readiness;
import io.github.headgate.testkit.Connect;
import io.github.headgate.testkit.ScriptedConnectionFactory;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.test.scheduler.VirtualTimeScheduler;

/** It is connected to behind the first answer, which does not wait for it. */
class SentinelTest {

    private static final Connect SLOW = Connect.succeeds().after(Duration.ofMillis(50));
    private static final Connect NONE_LEFT = Connect.fails(Scripted.answer("53300"));

    private final VirtualTimeScheduler timer = VirtualTimeScheduler.create();
    private final ScriptedConnectionFactory script = ScriptedConnectionFactory.timedBy(timer);
    private final MortalDriver driver = new MortalDriver(script);
    private final Events events = new Events();
    private final HeadgateClient client = HeadgateClient.create(new HeadgateOptions.Builder(driver)
            .timer(timer)
            .listener(events)
            .build());

    private void opened(Connect... connects) {
        script.connects(connects);
        client.ready().subscribe();
        assertThat(client.snapshot().readiness().state()).isEqualTo(Readiness.State.READY);
    }

    @AfterEach
    void closed() {
        client.close().subscribe();
        timer.advanceTimeBy(Duration.ofMinutes(1));
        assertThat(script.openConnections()).isEmpty();
    }

    @Test
    void isNotWaitedFor() {
        opened(Connect.succeeds(), Connect.hangs());

        assertThat(script.openConnections()).hasSize(1);
    }

    @Test
    void isTriedForUntilTheServerHasAConnectionLeftForIt() {
        opened(Connect.succeeds(), NONE_LEFT, NONE_LEFT, NONE_LEFT, Connect.succeeds());
        assertThat(script.openConnections()).hasSize(1);

        timer.advanceTimeBy(Duration.ofSeconds(2));
        assertThat(script.openConnections()).hasSize(1);
        timer.advanceTimeBy(Duration.ofSeconds(2));
        assertThat(script.openConnections()).hasSize(2);
        timer.advanceTimeBy(Duration.ofSeconds(10));
        assertThat(script.openConnections()).hasSize(2);
    }

    @Test
    void isTheOneThatCameFirstWhereAProbeHasMadeAnother() {
        opened(Connect.succeeds(), SLOW, Connect.succeeds());
        assertThat(script.openConnections()).hasSize(2);

        driver.endOne();
        assertThat(script.openConnections()).as("the first one and the probe's").hasSize(2);
        timer.advanceTimeBy(Duration.ofMillis(50));

        assertThat(script.openConnections()).hasSize(2);
        assertThat(events.count(GenerationLost.class)).isZero();
    }
}
