package io.github.headgate.micrometer;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.headgate.testkit.Answer;
import io.github.headgate.testkit.Connect;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.search.RequiredSearch;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;

class HeadgateMetersTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final ScriptedClient scripted = new ScriptedClient(settings -> settings
            .addListener(HeadgateMeters.builder(registry).r2dbcPool("connectionFactory").build()));

    private RequiredSearch meter(String name, String... tags) {
        return registry.get(name).tags(tags);
    }

    private double count(String name, String... tags) {
        return meter(name, tags).counter().count();
    }

    private double gauge(String name, String... tags) {
        return meter(name, tags).gauge().value();
    }

    private long times(String name, String... tags) {
        return meter(name, tags).timers().stream().mapToLong(Timer::count).sum();
    }

    private double millis(String name, String... tags) {
        return meter(name, tags).timer().totalTime(MILLISECONDS);
    }

    @Nested
    class Operations {

        @Test
        void areTimedByWhatTheyAreAndHowTheyEnd() {
            scripted.ready().driver.on("select 1", Answer.value(7).after(Duration.ofMillis(30)));

            scripted.run(scripted.read());
            scripted.advance(30);

            String[] tags = {"db.system.name", "postgresql", "db.operation.name", "query", "outcome", "completed",
                    "error.type", "none", "db.response.status_code", "none", "db.namespace", "none",
                    "db.client.connection.pool.name", "orders"};
            assertThat(times("db.client.operation.duration", tags)).isEqualTo(1);
            assertThat(millis("db.client.operation.duration", tags)).isEqualTo(30);
        }

        @Test
        void thatFailHaveTheServersCode() {
            scripted.ready().driver.on("insert", Answer.fails(ScriptedClient.answer("23505")));

            scripted.run(scripted.write());

            assertThat(times("db.client.operation.duration", "db.operation.name", "update", "outcome", "failed",
                    "error.type", "23505", "db.response.status_code", "23505")).isEqualTo(1);
        }

        @Test
        void thatFailForAReasonOfOursHaveItsClass() {
            scripted.ready().driver.on("insert", Answer.dies(ScriptedClient.closed()));

            scripted.run(scripted.write());

            assertThat(times("db.client.operation.duration", "error.type",
                    "io.github.headgate.OutcomeUnknownException", "db.response.status_code", "08007")).isEqualTo(1);
            assertThat(count("headgate.outcomes.unknown")).isEqualTo(1);
            assertThat(count("headgate.attempts.failed", "verdict", "unknown")).isEqualTo(1);
        }

        @Test
        void thatAreCancelledAreToldFromThoseThatFail() {
            scripted.ready().driver.on("select 1", Answer.hangs());

            Disposable read = scripted.run(scripted.read());
            scripted.advance(100);
            read.dispose();

            assertThat(times("db.client.operation.duration", "outcome", "cancelled", "error.type", "none"))
                    .isEqualTo(1);
        }
    }

    @Nested
    class Retries {

        @Test
        void areCountedAndSoAreThoseThatAreRefused() {
            scripted.ready().driver.on("select 1", Answer.fails(ScriptedClient.answer("40001")));

            scripted.run(scripted.read());
            scripted.advance(1500);

            assertThat(count("headgate.retries")).isEqualTo(2);
            assertThat(count("headgate.retries.refused", "reason", "attempts")).isEqualTo(1);
            assertThat(count("headgate.retries.refused", "reason", "budget")).isZero();
            assertThat(count("headgate.attempts.failed", "verdict", "rolled_back")).isEqualTo(3);
        }

        @Test
        void thatTheVerdictRulesOutAreRefusals() {
            scripted.ready().driver.on("insert", Answer.fails(ScriptedClient.answer("42601")));

            scripted.run(scripted.write());

            assertThat(count("headgate.retries.refused", "reason", "verdict")).isEqualTo(1);
        }
    }

    @Nested
    class TheEngine {

        @Test
        void isColdUntilSomebodyAsks() {
            assertThat(gauge("headgate.state", "state", "cold")).isEqualTo(1);
            assertThat(gauge("headgate.state", "state", "ready")).isZero();
        }

        @Test
        void showsHowLongItWasWaitedForAndHowLongItTook() {
            scripted.driver.connects(Connect.fails(ScriptedClient.refused()), Connect.succeeds());

            scripted.run(scripted.read());
            assertThat(gauge("headgate.state", "state", "opening")).isEqualTo(1);
            assertThat(gauge("headgate.waiters")).isEqualTo(1);
            scripted.advance(100);

            assertThat(gauge("headgate.state", "state", "ready")).isEqualTo(1);
            assertThat(gauge("headgate.waiters")).isZero();
            assertThat(millis("headgate.time_to_ready")).isEqualTo(100);
            assertThat(millis("headgate.warmup.duration")).isEqualTo(100);
            assertThat(count("headgate.openings.failed", "error.type", "08003")).isEqualTo(1);
        }

        @Test
        void isFollowedFromGenerationToGeneration() {
            scripted.ready();
            scripted.driver.connects(Connect.fails(ScriptedClient.refused()));

            scripted.driver.killConnections(ScriptedClient.closed());
            scripted.run(scripted.read());
            scripted.advance(1000);
            assertThat(gauge("r2dbc.pool.allocated")).isZero();
            scripted.driver.connects(Connect.succeeds());
            scripted.advance(1000);

            assertThat(gauge("headgate.generation")).isEqualTo(2);
            assertThat(gauge("r2dbc.pool.allocated", "name", "connectionFactory")).isEqualTo(2);
            assertThat(meter("headgate.generations.lost").counters()).singleElement()
                    .satisfies(lost -> assertThat(lost.count()).isEqualTo(1));
        }
    }

    @Nested
    class Connections {

        @Test
        void areCountedByState() {
            scripted.ready().driver.on("select 1", Answer.hangs());

            scripted.run(scripted.read());

            assertThat(gauge("db.client.connection.count", "db.client.connection.state", "used")).isEqualTo(1);
            assertThat(gauge("db.client.connection.count", "db.client.connection.state", "idle")).isEqualTo(1);
            assertThat(gauge("db.client.connection.max")).isEqualTo(10);
            assertThat(gauge("r2dbc.pool.acquired")).isEqualTo(1);
            assertThat(gauge("r2dbc.pool.max.pending")).isEqualTo(10_000);
        }

        @Test
        void areTimedFromTheirLoanToTheirReturn() {
            scripted.ready().driver.on("select 1", Answer.value(1).after(Duration.ofMillis(30)));

            scripted.run(scripted.read());
            scripted.advance(30);

            assertThat(millis("db.client.connection.use_time")).isEqualTo(30);
            assertThat(times("db.client.connection.wait_time")).isEqualTo(1);
            assertThat(times("db.client.connection.create_time")).isEqualTo(3);
        }
    }

    @Nested
    class ACancel {

        @Test
        void isTimedByWhatItCameTo() {
            scripted.ready().driver.on("select 1", Answer.hangs());

            Disposable read = scripted.run(scripted.read());
            read.dispose();
            scripted.advance(10_000);

            assertThat(times("headgate.cancel.duration")).isEqualTo(1);
        }
    }

    @Nested
    class Tagging {

        @Test
        void holdsNoStatementAndHasAFewValuesOnly() {
            scripted.ready().driver.on("select 'secret'", Answer.fails(ScriptedClient.answer("42601")));

            scripted.run(scripted.client.sql("select 'secret'").update());

            assertThat(registry.getMeters()).flatExtracting(meter -> meter.getId().getTags())
                    .extracting(Tag::getValue)
                    .noneMatch(value -> value.contains("secret"));
        }

        @Test
        void addsThoseThatAreFixed() {
            SimpleMeterRegistry other = new SimpleMeterRegistry();

            new ScriptedClient(settings -> settings
                    .addListener(HeadgateMeters.builder(other).tags(Tags.of("region", "north")).build()));

            assertThat(other.getMeters()).isNotEmpty()
                    .extracting(Meter::getId)
                    .allSatisfy(id -> assertThat(id.getTag("region")).isEqualTo("north"));
        }

        @Test
        void cannotTellTwoClientsApart() {
            HeadgateMeters meters = HeadgateMeters.of(new SimpleMeterRegistry());
            new ScriptedClient(settings -> settings.addListener(meters));

            assertThatIllegalStateException()
                    .isThrownBy(() -> new ScriptedClient(settings -> settings.addListener(meters)))
                    .withMessageContaining("make others for 'orders'");
        }
    }
}
