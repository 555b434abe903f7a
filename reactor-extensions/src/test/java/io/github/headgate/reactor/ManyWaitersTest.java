package io.github.headgate.reactor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.test.scheduler.VirtualTimeScheduler;

/** What it costs to wait, for many: the figures are printed, and compared with each other within one run. */
class ManyWaitersTest {

    private static final int FEW = 10_000;
    private static final int MANY = 100_000;

    private record Costs(int waiters, Duration register, Duration release, Duration cancel, long bytes) {

        long total() {
            return register.plus(release).plus(cancel).toNanos() / waiters;
        }
    }

    @Test
    void costTheSameEachHoweverManyTheyAre() {
        Stream.of(FEW, MANY, FEW, MANY).forEach(ManyWaitersTest::measured); // warms up

        long few = leastNanosEach(FEW);
        long many = leastNanosEach(MANY);

        // Ten times as many miss the caches and meet the garbage collector, which was seen to make 3 of it; a queue that
        // copies itself, as that of Sinks.One does, makes more than 10.
        assertThat(many).isLessThan(8 * few);
    }

    @Test
    void takeLessThanAKilobyteEach() {
        Costs costs = measured(MANY);

        assertThat(costs.bytes()).isLessThan(1024);
    }

    /** Of several rounds the fastest, for whatever else the machine does only adds to one. */
    private static long leastNanosEach(int waiters) {
        Costs least = IntStream.range(0, 5)
                .mapToObj(round -> measured(waiters))
                .min(Comparator.comparingLong(Costs::total))
                .orElseThrow();
        System.out.printf("%,d waiters: registered in %d ms, released in %d ms, cancelled in %d ms, %d bytes each%n",
                waiters, least.register().toMillis(), least.release().toMillis(), least.cancel().toMillis(),
                least.bytes());
        return least.total();
    }

    private static Costs measured(int waiters) {
        Door door = new Door();
        ReadySignal<String> signal = new ReadySignal<>(
                ReadySignalOptions.builder(door, VirtualTimeScheduler.create()).build());
        AtomicInteger released = new AtomicInteger();
        List<Disposable> leaving = new ArrayList<>(waiters);

        Duration cancelled = time(() -> repeat(waiters, () -> leaving.add(signal.ready().subscribe())))
                .plus(time(() -> leaving.forEach(Disposable::dispose)));
        leaving.clear();
        long before = usedBytes();
        Duration registered = time(() -> repeat(waiters,
                () -> signal.ready().subscribe(ready -> released.incrementAndGet())));
        long bytes = (usedBytes() - before) / waiters;
        Duration let = time(() -> door.letOpen("pool"));

        assertThat(released).hasValue(waiters);
        return new Costs(waiters, registered, let, cancelled, bytes);
    }

    private static void repeat(int times, Runnable action) {
        IntStream.range(0, times).forEach(time -> action.run());
    }

    private static Duration time(Runnable work) {
        long begun = System.nanoTime();
        work.run();
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    private static long usedBytes() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
