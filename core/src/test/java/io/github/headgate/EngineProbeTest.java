package io.github.headgate;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.headgate.HeadgateEvent.EngineProbed;
import io.github.headgate.HeadgateEvent.GenerationLost;
import io.github.headgate.testkit.Connect;
import io.github.headgate.testkit.ScriptedConnectionFactory;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.test.scheduler.VirtualTimeScheduler;

/** What the probe makes of connections that die while it looks, as those of a server that crashes do, one by one. */
class EngineProbeTest {

    private static final Connect ENDED = Connect.fails(Scripted.closed());
    private static final Connect SLOW = Connect.succeeds().after(Duration.ofMillis(50));

    private final VirtualTimeScheduler timer = VirtualTimeScheduler.create();
    private final ScriptedConnectionFactory script = ScriptedConnectionFactory.timedBy(timer);
    private final MortalDriver driver = new MortalDriver(script);
    private final Events events = new Events();
    private final HeadgateClient client = HeadgateClient.create(new HeadgateOptions.Builder(driver)
            .timer(timer)
            .initialSize(2)
            .listener(events)
            .build());

    @BeforeEach
    void isReady() {
        client.ready().subscribe();
        assertThat(script.openConnections()).hasSize(3);
    }

    @AfterEach
    void closed() {
        client.close().subscribe();
        timer.advanceTimeBy(Duration.ofMinutes(1));
    }

    @Test
    void believesNoAnswerOfAConnectionThatDiesBeforeTheLookIsOver() {
        script.connects(ENDED, SLOW, Connect.succeeds());

        driver.endOne(); // and the others answer still
        timer.advanceTimeBy(Duration.ofMillis(10));
        driver.endAll();
        timer.advanceTimeBy(Duration.ofMillis(50));

        assertThat(events.count(GenerationLost.class)).isOne();
    }

    @Test
    void keepsAnEngineOfWhichOneIsLeft() {
        script.connects(ENDED, SLOW, Connect.succeeds());

        driver.endOne();
        timer.advanceTimeBy(Duration.ofMillis(10));
        driver.endOne();
        timer.advanceTimeBy(Duration.ofMillis(50));

        assertThat(events.count(GenerationLost.class)).isZero();
        assertThat(events.of(EngineProbed.class)).isNotEmpty().allMatch(EngineProbed::alive);
    }
}
