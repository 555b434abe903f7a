package io.github.headgate.faults;

import io.github.headgate.HeadgateEvent;
import io.github.headgate.HeadgateEvent.AttemptFailed;
import io.github.headgate.HeadgateEvent.GenerationLost;
import io.github.headgate.HeadgateEvent.GenerationReady;
import io.github.headgate.HeadgateEvent.Retry;
import io.github.headgate.HeadgateEvent.WaiterRefused;
import io.github.headgate.faults.HealthWatch.Proof;
import io.github.headgate.reactor.Transition;
import java.util.stream.Stream;

/** Checks of what the client told its listener, and of how much it sent. */
final class EventChecks {

    /** So many numbers a sequence skips when its server dies. */
    private static final int SKIPPED_IN_A_CRASH = 32;
    private static final int TOO_FEW_TO_JUDGE = 50;

    private EventChecks() {}

    static Stream<String> statements(Evidence evidence) {
        Evidence.Steady steady = evidence.steady();
        long asked = evidence.entries().stream().mapToLong(entry -> entry.way().statements()).sum();
        long attempts = asked * (1 + evidence.options().maxRetries())
                + (long) SKIPPED_IN_A_CRASH * evidence.faults().size();
        return Stream.concat(
                steady.asked() > TOO_FEW_TO_JUDGE && steady.sent() > steady.asked() * 1.1
                        ? Stream.of(steady.sent() + " statements were sent for " + steady.asked() + " before any fault")
                        : Stream.empty(),
                evidence.table().sent() > attempts
                        ? Stream.of(evidence.table().sent() + " statements were sent for " + asked)
                        : Stream.empty());
    }

    static Stream<String> equalTheLedger(Evidence evidence) {
        Steps steps = evidence.steps();
        long refusals = evidence.ended(Ending.How.FAILED)
                .filter(entry -> entry.ending().filter(Ending::isRefusal).isPresent())
                .count()
                + evidence.health()
                        .stream()
                        .filter(answer -> answer.proof().filter(Proof::isRefusal).isPresent())
                        .count();
        long failed = evidence.ended(Ending.How.FAILED).count();
        long cancelled = evidence.ended(Ending.How.CANCELLED).count();
        long retries = count(steps, Retry.class);
        long failedAttempts = count(steps, AttemptFailed.class);
        long besides = evidence.health().size() * 2L; // its queries fail too
        return Stream.of(
                differ("generations ready", count(steps, GenerationReady.class),
                        steps.steps(Transition.Kind.READY).size()),
                differ("generations lost", count(steps, GenerationLost.class),
                        steps.steps(Transition.Kind.LOST).size()),
                differ("waiters refused", count(steps, WaiterRefused.class), refusals),
                retries > failedAttempts
                        ? Stream.of(retries + " retries after " + failedAttempts + " failed attempts")
                        : Stream.<String>empty(),
                failedAttempts - retries > failed + cancelled + besides
                        ? Stream.of(failedAttempts - retries + " attempts failed for good, where " + failed
                                + " operations failed and " + cancelled + " were cancelled")
                        : Stream.<String>empty())
                .flatMap(found -> found);
    }

    private static long count(Steps steps, Class<? extends HeadgateEvent> kind) {
        return steps.events(kind).count();
    }

    private static Stream<String> differ(String what, long told, long known) {
        return told == known ? Stream.empty() : Stream.of(told + " " + what + " were told, " + known + " happened");
    }
}
