package io.github.headgate.demo;

import io.github.headgate.demo.HealthWatch.Reading;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;

/**
 * What a client did in a case, in numbers.
 *
 * @param slowest the longest that a caller waited for his answer or his failure
 * @param connects TCP connections that it opened, as the proxy before its server counted them
 * @param lies empty if its health was not asked
 */
record Score(long succeeded, long failed, Duration slowest, int connects, OptionalInt lies) {

    static Score of(List<Call> calls, int connects, List<Reading> readings) {
        long succeeded = calls.stream().filter(Call::succeeded).count();
        Duration slowest = calls.stream()
                .map(Call::took)
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
        OptionalInt lies = readings.isEmpty()
                ? OptionalInt.empty()
                : OptionalInt.of(Lies.count(readings, calls));
        return new Score(succeeded, calls.size() - succeeded, slowest, connects, lies);
    }
}
