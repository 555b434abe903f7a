package io.github.headgate.reactor;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.headgate.reactor.ReadyState.Cold;
import io.github.headgate.reactor.ReadyState.Opening;
import io.github.headgate.reactor.ReadyState.Ready;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class ReadyStateTest {

    private final Exception cause = new IOException("connection refused");

    @Test
    void keepsItsNumberFromColdToReady() {
        Opening<String> opening = new Cold<String>(3, 0).asked(10);

        Ready<String> ready = opening.failed(cause, false, 20).opened(new Generation<>(3, "pool"), 30);

        assertThat(opening.generation()).isEqualTo(3);
        assertThat(ready.generation()).isEqualTo(3);
        assertThat(ready.attempts()).isEqualTo(2);
        assertThat(ready.since()).isEqualTo(30);
    }

    @Test
    void raisesItsNumberWithTheLoss() {
        Ready<String> ready = new Ready<>(new Generation<>(3, "pool"), 1, 0);

        assertThat(ready.lost(10)).isEqualTo(new Cold<>(4, 10));
    }

    @Test
    void isRefusedOnlyWhileTheLastFailureIsPermanent() {
        Opening<String> opening = new Cold<String>(1, 0).asked(0);

        Opening<String> refused = opening.failed(cause, true, 10);
        Opening<String> mended = refused.failed(cause, false, 20);

        assertThat(opening.refused()).isNull();
        assertThat(refused.refused()).isNotNull();
        assertThat(refused.name()).isEqualTo(Readiness.State.REFUSED);
        assertThat(mended.refused()).isNull();
        assertThat(mended.name()).isEqualTo(Readiness.State.OPENING);
    }

    @Test
    void countsTheTimeOfAnOpeningFromItsFirstAttempt() {
        Opening<String> opening = new Cold<String>(1, 0).asked(5);

        assertThat(opening.failed(cause, false, 10).failed(cause, false, 20).since()).isEqualTo(5);
    }
}
