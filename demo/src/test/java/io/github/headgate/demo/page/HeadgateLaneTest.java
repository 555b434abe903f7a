package io.github.headgate.demo.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.headgate.HeadgateClient;
import io.github.headgate.HeadgateOptions;
import io.github.headgate.testkit.Answer;
import io.github.headgate.testkit.ScriptedConnectionFactory;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

class HeadgateLaneTest {

    private static final Task READ = new Task(Task.Kind.READ, 1);

    private final VirtualTimeScheduler timer = VirtualTimeScheduler.create();
    private final ScriptedConnectionFactory driver = ScriptedConnectionFactory.timedBy(timer);
    private final HeadgateLane lane = new HeadgateLane(
            HeadgateClient.create(HeadgateOptions.builder(driver).timer(timer).build()), () -> 0, 10);
    private final AtomicInteger attempts = new AtomicInteger();

    @Test
    void countsTheAttemptsOfOneQuery() {
        driver.on(Task.BALANCE, Answer.dies(new R2dbcNonTransientResourceException("reset", "08006")),
                Answer.value(100));

        StepVerifier.create(lane.run(READ, attempts::incrementAndGet))
                .then(() -> timer.advanceTimeBy(Duration.ofSeconds(3)))
                .verifyComplete();

        assertThat(attempts).hasValue(2);
    }

    @Test
    void waitsUntilTheGateIsOpen() {
        driver.on(Task.BALANCE, Answer.value(100));
        boolean waited = lane.waits();

        StepVerifier.create(lane.run(READ, attempts::incrementAndGet))
                .verifyComplete();

        assertThat(waited).isTrue();
        assertThat(lane.waits()).isFalse();
        assertThat(attempts).hasValue(1);
    }
}
