package io.github.headgate.demo.orders;

import static io.github.headgate.testkit.Snapshots.isCold;
import static io.github.headgate.testkit.Snapshots.isReady;
import static io.github.headgate.testkit.Transitions.attemptFailed;
import static io.github.headgate.testkit.Transitions.cold;
import static io.github.headgate.testkit.Transitions.opening;
import static io.github.headgate.testkit.Transitions.ready;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.headgate.HeadgateClient;
import io.github.headgate.HeadgateOptions;
import io.github.headgate.Health;
import io.github.headgate.reactor.Readiness;
import io.github.headgate.testkit.Answer;
import io.github.headgate.testkit.Connect;
import io.github.headgate.testkit.ConnectWatch;
import io.github.headgate.testkit.ScriptedConnectionFactory;
import io.github.headgate.testkit.WarmUp;
import java.net.ConnectException;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

/** The service over a scripted driver: minutes of a database's life in no time, and no server. */
class OrdersTest {

    private static final Order TEA = new Order(UUID.randomUUID(), "tea", 2);

    // tag::scripted-service[]
    private final VirtualTimeScheduler timer = VirtualTimeScheduler.create();
    private final ScriptedConnectionFactory driver = ScriptedConnectionFactory.timedBy(timer)
            .on(Orders.FIND, Answer.columns("id", "item", "quantity").row(TEA.id(), TEA.item(), TEA.quantity()));
    private final HeadgateClient client = HeadgateClient.create(HeadgateOptions.builder(driver)
            .timer(timer)
            .hibernateAfter(Duration.ofMinutes(5))
            .build());
    private final Orders orders = new Orders(client);
    private final WarmUp warmUp = WarmUp.of(this::now, timer);

    private Readiness now() {
        return client.snapshot().readiness();
    }
    // end::scripted-service[]

    // tag::cold-start[]
    @Test
    void waitForADatabaseThatIsStillStarting() {
        driver.connects(
                Connect.fails(new ConnectException("refused")),
                Connect.succeeds().after(Duration.ofMillis(800)));

        StepVerifier.create(orders.find(TEA.id()))
                .then(warmUp::pass)
                .expectNext(TEA)
                .verifyComplete();

        assertThat(driver.executions(Orders.FIND)).hasSize(1); // it ran once: waiting is no retry
    }
    // end::cold-start[]

    // tag::crowd[]
    @Test
    void openTheDatabaseOnceForACrowd() {
        ConnectWatch watch = ConnectWatch.on(driver);
        driver.connects(Connect.succeeds().after(Duration.ofMillis(800)));

        StepVerifier.create(Flux.range(0, 100).flatMap(caller -> orders.find(TEA.id()), 100))
                .then(warmUp::pass)
                .then(() -> watch.expectAtMost(3)) // two in the pool, and the sentinel
                .expectNextCount(100)
                .verifyComplete();
    }
    // end::crowd[]

    // tag::sleep[]
    @Test
    void letAnIdleDatabaseSleep() {
        StepVerifier.create(orders.find(TEA.id())).expectNext(TEA).verifyComplete();
        timer.advanceTimeBy(Duration.ofMinutes(6));
        assertThat(now()).satisfies(isCold());
        ConnectWatch watch = ConnectWatch.on(driver);

        timer.advanceTimeBy(Duration.ofHours(8));

        watch.expectNone();
        StepVerifier.create(orders.find(TEA.id())).expectNext(TEA).verifyComplete();
        assertThat(now()).satisfies(isReady(2));
    }
    // end::sleep[]

    // tag::probed[]
    @Test
    void stayAwakeWhileTheirHealthIsAsked() {
        for (int minute = 0; minute < 60; minute++) {
            StepVerifier.create(client.health()).expectNextMatches(Health::isUp).verifyComplete();
            timer.advanceTimeBy(Duration.ofMinutes(1));
        }

        assertThat(now()).satisfies(isReady(1));
    }
    // end::probed[]

    // tag::steps[]
    @Test
    void stepThroughAColdStart() {
        driver.connects(Connect.fails(new ConnectException("refused")), Connect.succeeds());

        StepVerifier.create(client.transitions())
                .then(() -> orders.find(TEA.id()).subscribe())
                .assertNext(opening(1))
                .assertNext(attemptFailed(1))
                .then(warmUp::pass)
                .assertNext(ready(1))
                .then(() -> timer.advanceTimeBy(Duration.ofMinutes(6)))
                .assertNext(cold())
                .thenCancel()
                .verify();
    }
    // end::steps[]
}
