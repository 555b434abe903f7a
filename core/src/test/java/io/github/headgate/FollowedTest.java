package io.github.headgate;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.headgate.HeadgateEvent.EngineAwaited;
import io.github.headgate.HeadgateEvent.OperationEnded;
import io.github.headgate.HeadgateEvent.OperationEnded.Termination;
import io.github.headgate.testkit.ScriptedConnectionFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import reactor.test.scheduler.VirtualTimeScheduler;

class FollowedTest {

    private static final HeadgateEvent AWAITED = new EngineAwaited(1, Duration.ZERO);
    private static final HeadgateEvent ENDED = new OperationEnded(
            OperationKind.QUERY, Termination.CANCELLED, Duration.ZERO, 1, 1, Optional.empty());

    private final List<HeadgateEvent> told = new ArrayList<>();
    private final Journal journal = new Journal(
            HeadgateOptions.builder(ScriptedConnectionFactory.timedBy(VirtualTimeScheduler.create())).build());

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(60, SECONDS);
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    @Test
    void nothingIsToldAfterTheEnd() {
        Followed followed = new Followed(told::add, journal);

        followed.on(ENDED);
        followed.on(AWAITED);
        followed.on(ENDED);

        assertThat(told).containsExactly(ENDED);
    }

    @Test
    void whatAnotherThreadIsTellingComesFirstToItsEnd() throws InterruptedException {
        CountDownLatch telling = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        Followed followed = new Followed(event -> {
            telling.countDown();
            if (event == AWAITED) {
                assertThat(await(ended)).isTrue();
            }
            told.add(event);
        }, journal);
        Thread eventLoop = new Thread(() -> followed.on(AWAITED));

        eventLoop.start();
        assertThat(await(telling)).isTrue();
        followed.on(ENDED);
        ended.countDown();
        eventLoop.join();

        assertThat(told).containsExactly(AWAITED, ENDED);
    }

    @Test
    void whatFailsToHearOneEventHearsTheNext() {
        Followed followed = new Followed(event -> {
            told.add(event);
            throw new IllegalStateException("broken");
        }, journal);

        followed.on(AWAITED);
        followed.on(ENDED);

        assertThat(told).containsExactly(AWAITED, ENDED);
    }
}
