package io.github.headgate.demo;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Puts what was seen into words. */
final class Facts {

    private static final int LONGEST = 240;

    private Facts() {}

    /** As {@code 34 ms}, {@code 3.2 s}. */
    static String time(Duration time) {
        return time.toMillis() < 1000
                ? time.toMillis() + " ms"
                : String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
    }

    /** How long after, or before, one moment another one was. Both are in nanoseconds of {@link System#nanoTime()}. */
    static String distance(long from, long to) {
        return time(Duration.ofNanos(Math.abs(to - from))) + (to < from ? " before" : " after");
    }

    static boolean allSucceeded(List<Call> calls) {
        return calls.stream().allMatch(Call::succeeded);
    }

    static Duration slowest(List<Call> calls) {
        return calls.stream().map(Call::took).max(Comparator.naturalOrder()).orElse(Duration.ZERO);
    }

    /** How many succeeded and how soon, and how the first of the others failed. */
    static String endings(List<Call> calls) {
        long succeeded = calls.stream().filter(Call::succeeded).count();
        String count = succeeded + " of " + calls.size() + " succeeded, the slowest took " + time(slowest(calls));
        Optional<Call> failed = calls.stream().filter(call -> !call.succeeded()).findFirst();
        return failed.map(call -> count + "; one failed with " + failure(call)).orElse(count);
    }

    /** The failure of a call, on one line. */
    static String failure(Call call) {
        return call.failure()
                .map(cause -> cause.getClass().getSimpleName() + ": " + cause.getMessage())
                .map(text -> text.replaceAll("\\s+", " "))
                .map(text -> text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...")
                .orElse("none");
    }
}
