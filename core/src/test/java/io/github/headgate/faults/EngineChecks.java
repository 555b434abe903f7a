package io.github.headgate.faults;

import static io.github.headgate.reactor.Transition.Kind.LOST;
import static io.github.headgate.reactor.Transition.Kind.READY;

import io.github.headgate.faults.Evidence.Ended;
import io.github.headgate.faults.Steps.Step;
import io.github.headgate.reactor.Backoff;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Checks of the engine: its generations, its connects, and how it comes back. */
final class EngineChecks {

    /** The sentinel's last connect, the pool's first ones, those of a probe that was under way, and cancel requests. */
    private static final int BESIDE_ATTEMPTS = 10;
    private static final Duration RECOVERY = Duration.ofMillis(500);
    private static final Duration NOISE = Duration.ofSeconds(1); // of a small machine: counts gate, times inform

    private EngineChecks() {}

    static Stream<String> generations(Evidence evidence) {
        List<Step> ready = evidence.steps().steps(READY);
        int lost = evidence.steps().steps(LOST).size();
        Stream<String> order = Count.of("generations do not follow the one before", IntStream.range(1, ready.size())
                .filter(i -> ready.get(i).generation() <= ready.get(i - 1).generation())
                .mapToObj(ready::get));
        Stream<String> number = evidence.outages().include(lost)
                ? Stream.empty()
                : Stream.of(lost + " generations were lost instead of " + evidence.outages()
                        + ", and outside of outages "
                        + evidence.steps().steps(LOST).stream().filter(step -> !isOfAnOutage(step, evidence)).toList());
        Stream<String> revenants = evidence.pooled() ? Stream.empty() : revenants(evidence, ready);
        return Stream.of(order, number, revenants).flatMap(found -> found);
    }

    private static boolean isOfAnOutage(Step lost, Evidence evidence) {
        return evidence.faults()
                .stream()
                .filter(Fault::outage)
                .anyMatch(fault -> fault.overlaps(lost.at() - RECOVERY.toNanos(), lost.at()));
    }

    /** What answered somebody before a loss must answer nobody who came after the next generation was ready. */
    private static Stream<String> revenants(Evidence evidence, List<Step> ready) {
        return evidence.steps().steps(LOST).stream().flatMap(lost -> {
            Optional<Step> next = ready.stream().filter(step -> step.at() > lost.at()).findFirst();
            Set<String> old = evidence.ended()
                    .filter(ended -> ended.ending().at() < lost.at())
                    .flatMap(ended -> ended.entry().backend().stream())
                    .collect(Collectors.toSet());
            return Count.of("operations were answered by generation " + lost.generation() + " after its loss",
                    evidence.entries()
                            .stream()
                            .filter(entry -> next.isPresent() && entry.begun() > next.get().at())
                            .filter(entry -> entry.backend().filter(old::contains).isPresent()));
        });
    }

    static Stream<String> connects(Evidence evidence) {
        return evidence.steps().steps(LOST).stream().flatMap(lost -> {
            long until = evidence.steps()
                    .steps(READY)
                    .stream()
                    .mapToLong(Step::at)
                    .filter(at -> at > lost.at())
                    .min()
                    .orElse(System.nanoTime());
            long found = evidence.connects().stream().filter(at -> lost.at() < at && at < until).count();
            long allowed = attempts(Duration.ofNanos(until - lost.at())) + BESIDE_ATTEMPTS;
            return found > allowed
                    ? Stream.of(found + " connects in " + Duration.ofNanos(until - lost.at()) + " where " + allowed
                            + " are allowed")
                    : Stream.empty();
        });
    }

    /** The most attempts that the default backoff makes in such a time, if each fails at once. */
    static long attempts(Duration opening) {
        Backoff.Waits waits = pace(-0.25).begin();
        Duration elapsed = Duration.ZERO;
        long attempts = 0;
        while (elapsed.compareTo(opening) <= 0) {
            attempts++;
            elapsed = elapsed.plus(waits.next(elapsed));
        }
        return attempts;
    }

    /** The longest wait that may be under way so long after an opening began. */
    private static Duration interval(Duration opening) {
        Backoff.Waits waits = pace(0.25).begin();
        Duration elapsed = Duration.ZERO;
        Duration wait = Duration.ZERO;
        while (elapsed.compareTo(opening) <= 0) {
            wait = waits.next(elapsed);
            elapsed = elapsed.plus(wait);
        }
        return wait;
    }

    /** The pace of DESIGN's defaults, each wait stretched by so much. */
    private static Backoff pace(double stretched) {
        return Backoff.every(Duration.ofMillis(100))
                .until(Duration.ofSeconds(3), Backoff.every(Duration.ofMillis(250)))
                .until(Duration.ofSeconds(10), Backoff.doubling(Duration.ofMillis(500), Duration.ofSeconds(2)))
                .jitter(stretched, stretched);
    }

    static Stream<String> recovery(Evidence evidence) {
        List<Fault> faults = evidence.faults();
        return IntStream.range(0, faults.size())
                .filter(i -> faults.get(i).outage())
                .boxed()
                .flatMap(i -> recovery(evidence, faults.get(i),
                        i + 1 < faults.size() ? faults.get(i + 1).begun() : evidence.end()));
    }

    private static Stream<String> recovery(Evidence evidence, Fault fault, long next) {
        Duration allowed = interval(Duration.ofNanos(fault.over() - fault.begun())).plus(RECOVERY).plus(NOISE);
        Optional<Ended> first = evidence.ended()
                .filter(ended -> ended.ending().is(Ending.How.SUCCEEDED))
                .filter(ended -> ended.entry().begun() > fault.over() && ended.ending().at() < next)
                .min(Comparator.comparingLong(ended -> ended.ending().at()));
        long came = first.map(ended -> ended.ending().at()).orElse(next);
        Duration took = Duration.ofNanos(came - fault.over()).minus(evidence.stalls().between(fault.over(), came));
        Stream<String> late = took.compareTo(allowed) > 0
                ? Stream.of("no success within " + took.toMillis() + " ms after " + fault.name() + " was over, where "
                        + allowed.toMillis() + " are allowed")
                : Stream.empty();
        return Stream.concat(late, Count.of("operations failed when " + fault.name() + " was over", evidence.ended()
                .filter(ended -> ended.entry().begun() > came && ended.ending().at() < next)
                .filter(ended -> ended.ending().is(Ending.How.FAILED) && !ended.ending().isRefusal())
                .map(Ended::entry)));
    }
}
