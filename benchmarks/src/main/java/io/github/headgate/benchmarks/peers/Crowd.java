package io.github.headgate.benchmarks.peers;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Callers who go on while things break, and note each end. */
public final class Crowd implements Caller.Listener {

    private static final long PATIENCE = 1; // seconds

    private final Queue<Ending> endings = new ConcurrentLinkedQueue<>();
    private final CountDownLatch callers;
    private volatile boolean over;

    private record Ending(long at, boolean failed) {}

    private Crowd(int callers) {
        this.callers = new CountDownLatch(callers);
    }

    /** The time, in microseconds since 1970: a clock that all processes of a machine share. */
    public static long now() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }

    static Crowd begin(Client client, int callers) {
        Crowd crowd = new Crowd(callers);
        for (int caller = 0; caller < callers; caller++) {
            new Caller(client, Work.ROW, crowd).start();
        }
        return crowd;
    }

    @Override
    public boolean goesOn(long begun, @Nullable Throwable failure) {
        endings.add(new Ending(now(), failure != null));
        if (over) {
            callers.countDown();
        }
        return !over;
    }

    /** Lets the callers end, and does not wait for long for those that do not. */
    Sight ended(long moment) throws InterruptedException {
        over = true;
        callers.await(PATIENCE, SECONDS);
        return since(moment);
    }

    Sight since(long moment) {
        List<Ending> after = endings.stream().filter(ending -> ending.at() >= moment).toList();
        return new Sight(
                time(times(after, false).min(), moment),
                time(times(after, true).min(), moment),
                time(times(after, true).max(), moment),
                times(after, true).count(),
                (int) callers.getCount());
    }

    private static LongStream times(List<Ending> endings, boolean failed) {
        return endings.stream().filter(ending -> ending.failed() == failed).mapToLong(Ending::at);
    }

    private static @Nullable Long time(OptionalLong at, long moment) {
        return at.isPresent() ? at.getAsLong() - moment : null;
    }
}
