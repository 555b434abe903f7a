package io.github.headgate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.github.headgate.HeadgateEvent.EngineProbed;
import io.github.headgate.HeadgateEvent.GenerationLost;
import io.github.headgate.reactor.Readiness;
import io.github.headgate.testkit.Answer;
import io.github.headgate.testkit.Connect;
import io.github.headgate.testkit.ScriptedConnectionFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

/** It is connected to behind the first answer, which does not wait for it. */
class SentinelTest {

    private static final Connect SLOW = Connect.succeeds().after(Duration.ofMillis(50));
    private static final Connect ENDED = Connect.fails(Scripted.closed());
    private static final Connect NONE_LEFT = Connect.fails(Scripted.answer("53300"));

    private final VirtualTimeScheduler timer = VirtualTimeScheduler.create();
    private final ScriptedConnectionFactory script = ScriptedConnectionFactory.timedBy(timer);
    private final MortalDriver driver = new MortalDriver(script);
    private final Events events = new Events();
    private final HeadgateOptions.Builder settings = new HeadgateOptions.Builder(driver).timer(timer).listener(events);
    private final List<HeadgateClient> clients = new ArrayList<>();

    private HeadgateClient opened(Connect... connects) {
        HeadgateClient client = HeadgateClient.create(settings.build());
        clients.add(client);
        script.connects(connects);
        client.ready().subscribe();
        assertThat(client.snapshot().readiness().state()).isEqualTo(Readiness.State.READY);
        return client;
    }

    @AfterEach
    void closed() {
        clients.forEach(client -> client.close().subscribe());
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
    void isTriedForAsOftenAsAnOpeningTriesIfItsLoginIsCutOff() {
        opened(Connect.succeeds(), ENDED, Connect.succeeds(), Connect.succeeds());
        assertThat(script.openConnections()).hasSize(2);

        timer.advanceTimeBy(Duration.ofMillis(125));

        assertThat(script.openConnections()).hasSize(3);
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

    @Test
    void isTriedForWhereItHasDiedAndNoneIsLeftInItsPlace() {
        settings.initialSize(1);
        opened(Connect.succeeds(), Connect.succeeds(), NONE_LEFT, NONE_LEFT, Connect.succeeds());
        assertThat(script.openConnections()).hasSize(2);

        driver.endOne();
        assertThat(script.openConnections()).hasSize(1);
        timer.advanceTimeBy(Duration.ofSeconds(2));

        assertThat(script.openConnections()).hasSize(2);
        assertThat(events.count(GenerationLost.class)).isZero();
    }

    @Test
    void isNotMissedWhereAnotherConnectionCanBeAsked() {
        settings.timeout(Duration.ofSeconds(1));
        script.on("select 1", Answer.hangs());
        HeadgateClient client = opened(Connect.succeeds(), NONE_LEFT, Connect.succeeds());
        int connects = script.counts().connects();

        client.sql("select 1").query(row -> 1).one().onErrorComplete().subscribe();
        timer.advanceTimeBy(Duration.ofMillis(1_500));

        assertThat(events.of(EngineProbed.class)).isNotEmpty().allMatch(EngineProbed::alive);
        assertThat(script.counts().connects()).isEqualTo(connects);
    }

    @Test
    void isNotNeededToTellABusyEngineFromADeadOne() {
        settings.maxSize(1);
        script.on("select 1", Answer.value(1).after(Duration.ofSeconds(3)));
        HeadgateClient client = opened(Connect.succeeds(), NONE_LEFT);
        List<Health> health = new ArrayList<>();

        client.sql("select 1").query(row -> 1).one().subscribe();
        client.health().subscribe(health::add);
        timer.advanceTimeBy(Duration.ofSeconds(2));

        assertThat(health).extracting(Health::status).containsExactly(Health.Status.SATURATED);
    }

    @Test
    void isWaitedForByACommitNoLongerThanAClientWaits() {
        settings.commitOutcome(CommitOutcome.RESOLVE);
        HeadgateClient client = opened(Connect.succeeds(), NONE_LEFT);
        List<Throwable> failures = new ArrayList<>();

        Mono.from(client.connectionFactory().create())
                .flatMap(connection -> Mono.from(connection.beginTransaction())
                        .then(Mono.from(connection.commitTransaction())))
                .subscribe(nothing -> {}, failures::add);
        timer.advanceTimeBy(Duration.ofSeconds(3));
        assertThat(failures).isEmpty();
        timer.advanceTimeBy(Duration.ofSeconds(1));

        assertThat(failures).singleElement()
                .asInstanceOf(type(DeadlineExceededException.class))
                .satisfies(late -> assertThat(late.verdict()).isEqualTo(Verdict.ROLLED_BACK))
                .satisfies(late -> assertThat(late).hasMessageContaining("before COMMIT was sent"));
    }
}
