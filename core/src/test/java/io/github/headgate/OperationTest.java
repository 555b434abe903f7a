package io.github.headgate;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.headgate.reactor.Deadline;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.test.scheduler.VirtualTimeScheduler;

class OperationTest {

    private static final String URL = "r2dbc:postgresql://app@localhost:1/orders"; // which nobody connects to

    private final VirtualTimeScheduler timer = VirtualTimeScheduler.create();
    private final HeadgateOptions options = HeadgateOptions.builder(URL).timer(timer).build();
    private final Deadline late = Deadline.after(Duration.ofSeconds(4), timer);
    private final Operation guard = operation(null, late);

    private Operation operation(@Nullable Operation outer, Deadline deadline) {
        return new Operation(Work.guard(), outer, deadline, options, event -> {});
    }

    @Test
    void thatEndsAtTheDeadlineAroundItHasWaitedAsLongAsWhatHasThatDeadline() {
        timer.advanceTimeBy(Duration.ofMillis(2_700));
        Operation inner = operation(operation(guard, late), late);

        timer.advanceTimeBy(Duration.ofMillis(1_300));

        assertThat(inner.waited()).isEqualTo(Duration.ofSeconds(4));
    }

    @Test
    void thatEndsAtADeadlineOfItsOwnHasWaitedSinceItBegan() {
        timer.advanceTimeBy(Duration.ofMillis(2_700));
        Operation inner = operation(guard, Deadline.after(Duration.ofMillis(200), timer));

        timer.advanceTimeBy(Duration.ofMillis(200));

        assertThat(inner.waited()).isEqualTo(Duration.ofMillis(200));
    }
}
