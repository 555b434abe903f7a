package io.github.headgate.reactor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TurnstileTest {

    private final Turnstile turnstile = new Turnstile(2);
    private final List<String> calls = new ArrayList<>();

    private final class Caller implements Turnstile.Entrant {

        private final String name;
        private int place = -1;

        Caller(String name) {
            this.name = name;
        }

        @Override
        public void admitted(int admittedTo) {
            place = admittedTo;
            calls.add(name);
        }

        @Override
        public void refused(Throwable cause) {
            calls.add(name + " refused");
        }
    }

    private Caller enter(String name) {
        Caller caller = new Caller(name);
        turnstile.enter(caller);
        return caller;
    }

    @Test
    void admitsAsManyAsThereArePlacesAndTheOthersInTheirOrder() {
        Caller first = enter("a");
        Caller second = enter("b");
        Caller third = enter("c");
        enter("d");

        assertThat(calls).containsExactly("a", "b");
        assertThat(first.place).isNotEqualTo(second.place);

        turnstile.exit(second.place);
        assertThat(calls).containsExactly("a", "b", "c");
        assertThat(third.place).isEqualTo(second.place);

        turnstile.exit(first.place);
        assertThat(calls).containsExactly("a", "b", "c", "d");
    }

    @Test
    void admitsFewerWhileItIsLimited() {
        Caller first = enter("a");
        Caller second = enter("b");
        enter("c");
        enter("d");

        turnstile.limit(1);
        turnstile.exit(first.place);
        assertThat(calls).containsExactly("a", "b");
        turnstile.exit(second.place);
        assertThat(calls).containsExactly("a", "b", "c");

        turnstile.limit(7);
        assertThat(calls).containsExactly("a", "b", "c", "d");
        assertThat(turnstile.limit()).isEqualTo(2);
    }

    @Test
    void forgetsWhoLeaves() {
        Caller first = enter("a");
        enter("b");
        Caller third = enter("c");
        enter("d");

        assertThat(turnstile.leave(third)).isTrue();
        turnstile.exit(first.place);

        assertThat(calls).containsExactly("a", "b", "d");
        assertThat(turnstile.waiting()).isZero();
    }

    @Test
    void tellsOneWhoLeavesTooLateThatHeIsIn() {
        Caller first = enter("a");

        assertThat(turnstile.leave(first)).isFalse();
        assertThat(turnstile.inside()).isEqualTo(1);
    }

    @Test
    void refusesThoseWhoWaitAndThoseWhoComeLaterOnceClosed() {
        Caller first = enter("a");
        enter("b");
        enter("c");

        turnstile.close(CancellationException::new);
        enter("d");
        turnstile.exit(first.place);

        assertThat(calls).containsExactly("a", "b", "c refused", "d refused");
        assertThat(turnstile.inside()).isEqualTo(1);
    }

    @Test
    void letsTenThousandThroughThatLeaveAtOnceWithoutGrowingTheStack() {
        List<Integer> through = new ArrayList<>();
        Turnstile single = new Turnstile(1);
        Caller holder = new Caller("holder");
        single.enter(holder);

        IntStream.range(0, 10_000).forEach(caller -> single.enter(new Turnstile.Entrant() {

            @Override
            public void admitted(int place) {
                through.add(caller);
                single.exit(place);
            }

            @Override
            public void refused(Throwable cause) {
                throw new AssertionError(cause);
            }
        }));
        single.exit(holder.place);

        assertThat(through).hasSize(10_000).isSorted();
    }

    @Test
    void letsOthersInWhileOneIsBeingCalled() throws Exception {
        CountDownLatch called = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        Caller first = enter("a");
        Caller second = enter("b");
        turnstile.enter(new Slow(called, over));
        enter("c");

        Thread slow = new Thread(() -> turnstile.exit(first.place));
        slow.start();
        called.await();
        turnstile.exit(second.place);

        assertThat(calls).containsExactly("a", "b", "c");
        over.countDown();
        slow.join();
    }

    private record Slow(CountDownLatch called, CountDownLatch over) implements Turnstile.Entrant {

        @Override
        public void admitted(int place) {
            called.countDown();
            try {
                over.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void refused(Throwable cause) {
            throw new AssertionError(cause);
        }
    }

    @Test
    void letsTheOthersInThoughOneThrows() {
        Caller first = enter("a");
        Caller second = enter("b");
        turnstile.enter(new Failing(second));
        enter("c");
        enter("d");

        assertThatThrownBy(() -> turnstile.exit(first.place)).hasMessage("broken");

        assertThat(calls).containsExactly("a", "b", "c");
        assertThat(turnstile.waiting()).isOne();
    }

    /** Lets somebody go who is inside, and throws. */
    private final class Failing implements Turnstile.Entrant {

        private final Caller other;

        Failing(Caller other) {
            this.other = other;
        }

        @Override
        public void admitted(int place) {
            turnstile.exit(other.place);
            throw new IllegalStateException("broken");
        }

        @Override
        public void refused(Throwable cause) {
            throw new AssertionError(cause);
        }
    }

    @Test
    void needsAtLeastOnePlace() {
        assertThatThrownBy(() -> new Turnstile(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("places must be at least 1, was 0");
    }
}
