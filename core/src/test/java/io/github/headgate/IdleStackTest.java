package io.github.headgate;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.headgate.testkit.Answer;
import io.github.headgate.testkit.ScriptedConnection;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What becomes of connections that lie idle. The sentinel is one more, and never among them. */
class IdleStackTest {

    @Test
    void theOneUsedLastIsTakenFirst() {
        Scripted scripted = withOne(settings -> settings);
        scripted.driver.on("slow", Answer.numbers(1).after(Duration.ofMillis(100)));
        scripted.run(scripted.read("slow"));
        scripted.run(scripted.read("quick")).endedAt(0);

        scripted.advance(100);
        scripted.run(scripted.read("last")).endedAt(0);

        assertThat(connection(scripted, "last")).isEqualTo(connection(scripted, "slow"));
        assertThat(connection(scripted, "quick")).isNotEqualTo(connection(scripted, "slow"));
        assertThat(scripted.client.snapshot().idle()).isEqualTo(2);
        assertThat(scripted.client.snapshot().inUse()).isZero();
    }

    @Test
    void theyAreClosedWhenTheyHaveLainForLongThoughNobodyComes() {
        Scripted scripted = withOne(settings -> settings.maxIdleTime(Duration.ofSeconds(10)));
        scripted.run(scripted.read()).endedAt(0);

        scripted.advance(20_000);

        assertThat(scripted.client.snapshot().idle()).isZero();
        assertThat(scripted.driver.openConnections()).hasSize(1);
        scripted.run(scripted.read()).endedAt(0);
        assertThat(scripted.driver.openConnections()).hasSize(2);
    }

    @Test
    void oneThatHasGrownTooOldIsReplaced() {
        Scripted scripted = withOne(settings -> settings.maxLifeTime(Duration.ofSeconds(10)));
        scripted.run(scripted.read()).endedAt(0);
        List<Long> before = ids(scripted);

        scripted.advance(10_000);
        scripted.run(scripted.read()).endedAt(0);

        assertThat(ids(scripted)).hasSize(2).isNotEqualTo(before);
        assertThat(scripted.client.snapshot().idle()).isEqualTo(1);
    }

    @Test
    void theyAreClosedWithTheClient() {
        Scripted scripted = withOne(settings -> settings);
        scripted.run(scripted.read()).endedAt(0);

        scripted.run(scripted.client.close()).endedAt(0);

        assertThat(scripted.driver.openConnections()).isEmpty();
    }

    private static Scripted withOne(UnaryOperator<HeadgateOptions.Builder> settings) {
        return new Scripted(defaults -> settings.apply(defaults.initialSize(1))).ready();
    }

    private static long connection(Scripted scripted, String sql) {
        return scripted.driver.executions(sql).get(0).connection();
    }

    private static List<Long> ids(Scripted scripted) {
        return scripted.driver.openConnections()
                .stream()
                .map(ScriptedConnection::id)
                .toList();
    }
}
