package io.github.headgate;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.headgate.testkit.Answer;
import io.github.headgate.testkit.ScriptedConnectionFactory;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

/** How the only connection goes from one caller to the next, while its event loop lags behind. */
class AcquisitionTest {

    private final VirtualTimeScheduler timer = VirtualTimeScheduler.create();
    private final ScriptedConnectionFactory script = ScriptedConnectionFactory.timedBy(timer);
    private final MortalDriver driver = new MortalDriver(script);
    private final HeadgateClient client = HeadgateClient.create(new HeadgateOptions.Builder(driver)
            .timer(timer)
            .maxSize(1)
            .build());

    @BeforeEach
    void isReadyAndLags() {
        client.ready().subscribe();
        script.on("first", Answer.numbers(1).after(Duration.ofMillis(100)));
        driver.lag();
    }

    @AfterEach
    void closed() {
        driver.catchUp();
        client.close().subscribe();
        timer.advanceTimeBy(Duration.ofMinutes(1));
    }

    private Mono<Integer> read(String sql) {
        return client.sql(sql).query(row -> row.get(0, Integer.class)).one();
    }

    private int executions(String sql) {
        return script.executions(sql).size();
    }

    @Test
    void whoFindsItIdleGoesOnAtOnce() {
        read("first").subscribe();

        assertThat(executions("first")).isOne();
    }

    @Test
    void whoHasQueuedGoesOnWhenWhatHadComeIsRead() {
        read("first").subscribe();
        read("second").subscribe();
        timer.advanceTimeBy(Duration.ofMillis(100));

        assertThat(executions("second")).isZero();
        assertThat(client.snapshot().inUse()).isOne();

        driver.catchUp();

        assertThat(executions("second")).isOne();
        assertThat(client.snapshot().inUse()).isZero();
    }

    @Test
    void whoCancelsMeanwhileLeavesItToTheNext() {
        read("first").subscribe();
        Disposable second = read("second").subscribe();
        read("third").subscribe();
        timer.advanceTimeBy(Duration.ofMillis(100));

        second.dispose();
        driver.catchUp();

        assertThat(executions("second")).isZero();
        assertThat(executions("third")).isOne();
        assertThat(client.snapshot().inUse()).isZero();
    }

    @Test
    void whoseDeadlinePassesMeanwhileLeavesItToTheNext() {
        read("first").subscribe();
        read("second").onErrorComplete(DeadlineExceededException.class).subscribe();
        timer.advanceTimeBy(Duration.ofSeconds(5));

        read("third").subscribe();
        driver.catchUp();

        assertThat(executions("second")).isZero();
        assertThat(executions("third")).isOne();
    }
}
