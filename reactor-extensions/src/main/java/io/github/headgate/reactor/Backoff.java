package io.github.headgate.reactor;

import java.time.Duration;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/**
 * The waits between attempts at the same work. A {@code Backoff} answers how long, and nothing else: how often and for
 * which failures is for the one who asks it.
 *
 * <p>A backoff is put together from a pace ({@link #every}, {@link #waits}, {@link #doubling}), from what follows it
 * after a time ({@link #until}), and from {@link #jitter}, which none has unless it is asked for.
 *
 * <p>Immutable and safe for use by many threads. What changes from wait to wait belongs to a run ({@link #begin}).
 *
 * <pre>{@code
 * Backoff opening = Backoff.every(Duration.ofMillis(100))
 *         .until(Duration.ofSeconds(3), Backoff.every(Duration.ofMillis(250)))
 *         .until(Duration.ofSeconds(10), Backoff.doubling(Duration.ofMillis(500), Duration.ofSeconds(2)))
 *         .jitter(-0.25, 0.25);
 * }</pre>
 */
public final class Backoff {

    private final Pace pace;

    private Backoff(Pace pace) {
        this.pace = pace;
    }

    /**
     * Returns a backoff that always waits the same.
     *
     * @throws IllegalArgumentException if {@code wait} is not positive
     */
    public static Backoff every(Duration wait) {
        return waits(wait);
    }

    /**
     * Returns a backoff that gives these waits in their order, and then the last of them for ever.
     *
     * @throws IllegalArgumentException if one of them is not positive
     */
    public static Backoff waits(Duration first, Duration... more) {
        List<Duration> all = Stream.concat(Stream.of(first), Stream.of(more))
                .map(wait -> Durations.positive(wait, "wait"))
                .toList();
        int last = all.size() - 1;
        return series(number -> all.get(Math.min(number, last)), all.stream().max(Duration::compareTo).orElseThrow());
    }

    /**
     * Returns a backoff that waits {@code first}, then twice that, and so on up to {@code longest}.
     *
     * @throws IllegalArgumentException if {@code first} is not positive, or is longer than {@code longest}
     */
    public static Backoff doubling(Duration first, Duration longest) {
        Durations.positive(first, "first");
        if (first.compareTo(longest) > 0) {
            throw new IllegalArgumentException("first must not exceed longest, was " + first + " > " + longest);
        }
        return series(number -> doubled(first, longest, number), longest);
    }

    private static Duration doubled(Duration first, Duration longest, int times) {
        long most = Durations.nanos(longest);
        long nanos = Durations.nanos(first);
        boolean fits = times < Long.SIZE && nanos <= most >> times;
        return Duration.ofNanos(fits ? nanos << times : most);
    }

    private static Backoff series(IntFunction<Duration> nth, Duration longest) {
        return new Backoff(new Pace.Series(nth, longest, Jitter.NONE));
    }

    /**
     * Returns a backoff that waits as this one while less than {@code elapsed} has gone by since the run began, and from
     * then on as {@code then}, which starts with its own first wait. Both keep the jitter that they have.
     *
     * <p>A wait that begins before {@code elapsed} and ends after it is given whole.
     *
     * @throws IllegalArgumentException if {@code elapsed} is not positive
     */
    public Backoff until(Duration elapsed, Backoff then) {
        return new Backoff(new Pace.Until(pace, Durations.positive(elapsed, "elapsed"), then.pace));
    }

    /**
     * Returns a backoff that multiplies each wait by a factor drawn uniformly from {@code [1 + low, 1 + high]}, so that
     * clients which failed together do not return together. It takes the place of the jitter that this one had. No wait
     * is shortened to zero.
     *
     * @param low from -1 upwards; negative to shorten
     * @param high at most 1 (twice the wait)
     * @throws IllegalArgumentException if {@code low} or {@code high} is out of range, or {@code low} exceeds {@code high}
     */
    public Backoff jitter(double low, double high) {
        return new Backoff(pace.jittered(jitter -> Jitter.between(low, high)));
    }

    /** The jitter with a draw of the test's own, from {@code [0, 1)}. */
    Backoff jitter(double low, double high, DoubleSupplier randomness) {
        return new Backoff(pace.jittered(jitter -> new Jitter(low, high, randomness)));
    }

    /** Returns a backoff with the same waits, each exact. */
    public Backoff noJitter() {
        return new Backoff(pace.jittered(jitter -> Jitter.NONE));
    }

    /** Returns a backoff each of whose waits is the shortest that this one may give, or half of it without jitter. */
    Backoff hasty() {
        return new Backoff(pace.jittered(Jitter::shortest));
    }

    /** The longest wait it may give, before jitter, which may stretch that by its {@code high} and no more. */
    public Duration longest() {
        return pace.longest();
    }

    /** Starts a run: one series of attempts, from its first wait. */
    public Waits begin() {
        return pace.begin();
    }

    /** The waits of one run, in order. It has no end. For one thread at a time. */
    @FunctionalInterface
    public interface Waits {

        /**
         * Returns how long to wait now.
         *
         * @param elapsed the time since the run began
         */
        Duration next(Duration elapsed);
    }
}
