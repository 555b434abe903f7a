package io.github.headgate.faults;

import io.github.headgate.faults.Evidence.Ended;
import io.github.headgate.faults.HealthWatch.Answer;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Checks of what the client said of its health. */
final class HealthChecks {

    private static final Duration DETECTION = Duration.ofSeconds(4); // failureDetectionTime and a second
    private static final Duration SHARED = Duration.ofSeconds(1); // an UP is shared for half of it
    private static final Duration SLACK = Duration.ofMillis(250);

    private HealthChecks() {}

    static Stream<String> honest(Evidence evidence) {
        return Stream.of(late(evidence), lies(evidence), broken(evidence), fickle(evidence)).flatMap(found -> found);
    }

    private static Stream<String> late(Evidence evidence) {
        Duration limit = evidence.options().healthTimeout().plus(SLACK);
        return Count.of("answers came too late", evidence.health()
                .stream()
                .filter(answer -> Duration
                        .ofNanos(answer.answered() - answer.asked())
                        .minus(evidence.stalls().between(answer.asked(), answer.answered()))
                        .compareTo(limit) > 0));
    }

    /** {@code UP} while nothing succeeded for longer than it takes to notice, and something failed. */
    private static Stream<String> lies(Evidence evidence) {
        List<Ended> ended = evidence.ended().filter(end -> !end.ending().isRefusal()).toList();
        return Count.of("times it said UP while all queries failed", evidence.health()
                .stream()
                .filter(Answer::isUp)
                .filter(answer -> allFailed(ended, answer.asked() - DETECTION.toNanos(), answer.answered())));
    }

    private static boolean allFailed(List<Ended> ended, long from, long to) {
        List<Ended> within = ended.stream()
                .filter(end -> from < end.ending().at() && end.ending().at() < to + SLACK.toNanos())
                .toList();
        return within.stream().anyMatch(end -> end.ending().is(Ending.How.FAILED))
                && within.stream().noneMatch(end -> end.ending().is(Ending.How.SUCCEEDED));
    }

    /** {@code UP}, and the next query failed with no fault between. */
    private static Stream<String> broken(Evidence evidence) {
        return Count.of("queries failed after an UP", evidence.health()
                .stream()
                .filter(answer -> answer.proof()
                        .filter(proof -> proof.failure().isPresent() && !proof.isRefusal())
                        .filter(proof -> evidence.faults()
                                .stream()
                                .noneMatch(fault -> fault.overlaps(answer.asked() - SHARED.toNanos(), proof.ended())))
                        .isPresent()));
    }

    private static Stream<String> fickle(Evidence evidence) {
        List<Answer> answers = evidence.health();
        long changes = IntStream.range(1, answers.size())
                .filter(i -> answers.get(i).isUp() != answers.get(i - 1).isUp())
                .count();
        long allowed = 2L * evidence.faults().size();
        return changes > allowed
                ? Stream.of("it changed " + changes + " times in " + evidence.faults().size() + " faults")
                : Stream.empty();
    }
}
