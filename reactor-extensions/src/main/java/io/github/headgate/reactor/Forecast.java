package io.github.headgate.reactor;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * When an opening is likely to succeed, judged by earlier ones. All times are nanoseconds since an opening began.
 *
 * <p>Of an earlier opening is only known between which two attempts it could have succeeded. The likelihoods are those
 * that explain all of these spans best. Each span counts for a tenth more on both sides, since no two openings are the
 * same; and a share, as if of one opening more, is left to all times, the later the less likely.
 *
 * @see <a href="https://doi.org/10.1111/j.2517-6161.1976.tb01597.x">Turnbull, The Empirical Distribution Function with
 *     Arbitrarily Grouped, Censored and Truncated Data</a>
 */
final class Forecast {

    private static final int ROUNDS = 20;
    private static final int STEPS = 8;
    private static final double BLUR = 0.1;
    private static final double DECADES = Math.log(1_000); // from the first wait on
    private static final double NEVER_CERTAIN = 0.1;

    private final List<Span> spans;
    private final double surprise;
    private final long shortest;

    private Forecast(List<Span> spans, double surprise, long shortest) {
        this.spans = spans;
        this.surprise = surprise;
        this.shortest = shortest;
    }

    /** The likelihood that it comes between {@code from} and {@code to}, where one moment is like another. */
    private record Span(double from, double to, double likelihood) {

        static Span of(long failed, long end, double likelihood) {
            return new Span(failed - BLUR * end, end + BLUR * end, likelihood);
        }

        double likelihoodAfter(double time) {
            return likelihood * Math.min(1, Math.max(0, to - time) / (to - from));
        }

        /** How late an attempt at {@code time} is, if nothing has come until {@code now}, times its likelihood. */
        double delay(double time, double now) {
            double begin = Math.max(from, now);
            double before = Math.max(0, time - begin);
            double after = Math.max(0, time - Math.max(begin, to));
            return likelihood * (before * before - after * after) / 2 / (to - from);
        }
    }

    /** The forecast from what {@code courses} tell, where a first wait takes {@code shortest}. */
    static Forecast of(List<Course> courses, long shortest) {
        long[] ends = courses.stream().mapToLong(Course::tried).distinct().sorted().toArray();
        double[] likelihoods = likelihoods(courses, ends);
        double surprise = 1.0 / (courses.size() + 1);
        List<Span> spans = IntStream.range(0, ends.length)
                .mapToObj(i -> Span.of(lastFailureBefore(ends[i], courses), ends[i], likelihoods[i] * (1 - surprise)))
                .toList();
        return new Forecast(spans, surprise, shortest);
    }

    private static double[] likelihoods(List<Course> courses, long[] ends) {
        double[] likelihoods = new double[ends.length];
        Arrays.fill(likelihoods, 1);
        for (int round = 0; round < ROUNDS; round++) {
            likelihoods = explained(courses, ends, likelihoods);
        }
        return likelihoods;
    }

    /** Each course gives its share to the ends that it contains, more to those that were likelier before. */
    private static double[] explained(List<Course> courses, long[] ends, double[] before) {
        double[] after = new double[ends.length];
        for (Course course : courses) {
            double whole = 0;
            for (int i = 0; i < ends.length; i++) {
                whole += course.contains(ends[i]) ? before[i] : 0;
            }
            for (int i = 0; i < ends.length; i++) {
                after[i] += course.contains(ends[i]) ? before[i] / whole / courses.size() : 0;
            }
        }
        return after;
    }

    private static long lastFailureBefore(long end, List<Course> courses) {
        return courses.stream().mapToLong(Course::failed).filter(failed -> failed < end).max().orElse(0);
    }

    /** Whether nothing is known. */
    boolean isEmpty() {
        return spans.isEmpty();
    }

    /**
     * When an attempt is due: as soon as one would be late by {@code worth} on average, seen from {@code now}, and
     * between {@code earliest} and {@code latest}.
     */
    long due(long now, long earliest, long latest, double worth) {
        long low = earliest;
        long high = Math.max(earliest, latest);
        while (high - low > 1 + shortest / 64) {
            long middle = low + (high - low) / 2;
            if (delay((double) middle, (double) now) < worth) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }

    /** How late an attempt at {@code time} is on average, if nothing has come until {@code now}. */
    private double delay(double time, double now) {
        double since = Math.max(now, (double) shortest);
        double surpriseAfter = surprise * Math.max(NEVER_CERTAIN, 1 - Math.log(since / shortest) / DECADES);
        double likelihood = surpriseAfter + spans.stream().mapToDouble(span -> span.likelihoodAfter(now)).sum();
        double delay = unexpected(time, since) + spans.stream().mapToDouble(span -> span.delay(time, now)).sum();
        return delay / likelihood;
    }

    /** As {@link Span#delay}, for what is as likely in each doubling of the time. */
    private double unexpected(double time, double since) {
        return time <= since ? 0 : surprise / DECADES * (time * Math.log(time / since) - (time - since));
    }

    /**
     * The best time for an attempt that is due: then, or less than {@code spacing} later if more is gained by that, since
     * no other can follow it sooner.
     */
    long best(long now, long due, long spacing) {
        long best = due;
        for (int step = 1; step < STEPS; step++) {
            long later = due + step * spacing / STEPS;
            best = lateness(later, now, spacing) < lateness(best, now, spacing) ? later : best;
        }
        return best;
    }

    /** How late one of the attempts at {@code time} and at each {@code spacing} after it is on average. */
    private double lateness(long time, long now, long spacing) {
        return spans.stream()
                .mapToDouble(span -> lateness(span, (double) time, (double) now, (double) spacing))
                .sum();
    }

    private static double lateness(Span span, double time, double now, double spacing) {
        double next = time + spacing;
        double hadByTheFirst = span.likelihoodAfter(now) - span.likelihoodAfter(time);
        double hadByLaterOnes = span.likelihoodAfter(next);
        return span.delay(next, now) - spacing * hadByTheFirst + spacing / 2 * hadByLaterOnes;
    }
}
