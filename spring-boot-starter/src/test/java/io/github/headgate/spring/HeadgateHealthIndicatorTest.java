package io.github.headgate.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.headgate.Health.Status;
import io.r2dbc.spi.R2dbcPermissionDeniedException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Health;

class HeadgateHealthIndicatorTest {

    private static Health health(Scripted scripted) {
        return (Health) scripted.run(new HeadgateHealthIndicator(scripted.client).health(), 1000);
    }

    @Test
    void isUpWhileQueriesAreAnswered() {
        Health health = health(Scripted.ready());

        assertThat(health.getStatus().getCode()).isEqualTo("UP");
        assertThat(health.getDetails())
                .containsEntry("state", Status.UP)
                .containsEntry("generation", 1L)
                .containsEntry("waiters", 0)
                .doesNotContainKeys("cause", "retryAfter", "attempts");
    }

    @Test
    void isUpWhileAllConnectionsAreInUse() {
        Scripted scripted = Scripted.ready();
        scripted.saturate();

        Health health = health(scripted);

        assertThat(health.getStatus().getCode()).isEqualTo("UP");
        assertThat(health.getDetails()).containsEntry("state", Status.SATURATED);
    }

    @Test
    void isOutOfServiceWhileTheDatabaseIsAway() {
        Scripted scripted = Scripted.down();
        scripted.run(scripted.client.sql("select 1").query(row -> 1).one(), 0);

        Health health = health(scripted);

        assertThat(health.getStatus().getCode()).isEqualTo("OUT_OF_SERVICE");
        assertThat(health.getDetails())
                .containsEntry("state", Status.OPENING)
                .containsEntry("waiters", 1)
                .containsEntry("cause", "java.net.ConnectException: Connection refused: db.example")
                .containsKey("attempts")
                .hasEntrySatisfying("retryAfter", again -> assertThat((Duration) again).isPositive());
    }

    @Test
    void isDownWhileTheDatabaseRefuses() {
        Scripted scripted = Scripted
                .down(new R2dbcPermissionDeniedException("password authentication failed", "28P01"));

        Health health = health(scripted);

        assertThat(health.getStatus().getCode()).isEqualTo("DOWN");
        assertThat(health.getDetails())
                .containsEntry("state", Status.DOWN)
                .hasEntrySatisfying("cause", cause -> assertThat(cause.toString())
                        .startsWith("io.github.headgate.OpeningFailedException: client test cannot be opened"));
    }
}
