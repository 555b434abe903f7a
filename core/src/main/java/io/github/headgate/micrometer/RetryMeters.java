package io.github.headgate.micrometer;

import static java.util.Objects.requireNonNull;

import io.github.headgate.HeadgateEvent.AttemptFailed;
import io.github.headgate.HeadgateEvent.OutcomeResolved;
import io.github.headgate.HeadgateEvent.OutcomeUnknown;
import io.github.headgate.HeadgateEvent.Retry;
import io.github.headgate.HeadgateEvent.RetryRefused;
import io.github.headgate.HeadgateEvent.StatementAbandoned;
import io.github.headgate.HeadgateEvent.StatementAbandoned.Ending;
import io.github.headgate.HeadgateEvent.WaiterRefused;
import io.github.headgate.Verdict;
import io.github.headgate.reactor.RetriesStopped;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;

/** What becomes of what fails, and of what nobody waits for any more. */
final class RetryMeters {

    private final Consumer<Verdict> attempts;
    private final Counter retries;
    private final Consumer<RetriesStopped.Reason> refused;
    private final Counter waitersRefused;
    private final Map<Ending, Timer> cancels = new EnumMap<>(Ending.class);
    private final Counter unknown;
    private final Consumer<OutcomeResolved.Outcome> resolved;

    RetryMeters(Registrar registrar) {
        this.attempts = registrar.counters("headgate.attempts.failed",
                "Attempts that failed, by what may have been done",
                Verdict.class, "verdict", Names::of);
        this.retries = registrar.counter("headgate.retries", "Operations that were run again");
        this.refused = registrar.counters("headgate.retries.refused", "Failed attempts that no other followed",
                RetriesStopped.Reason.class, "reason", Names::of);
        this.waitersRefused = registrar.counter("headgate.waiters.refused",
                "Operations that were refused since too many waited");
        this.unknown = registrar.counter("headgate.outcomes.unknown",
                "Writes of which nobody knows whether they were done");
        this.resolved = registrar.counters("headgate.outcomes.resolved",
                "Commits whose answer was lost, by what the server said later",
                OutcomeResolved.Outcome.class, Keys.OUTCOME, Names::of);
        for (Ending ending : Ending.values()) {
            cancels.put(ending, registrar.with(Tags.of("result", Names.of(ending)))
                    .timer("headgate.cancel.duration",
                            "How long statements ran on that nobody waited for, by their end"));
        }
    }

    void hear(Hearing hearing) {
        hearing.of(AttemptFailed.class, failed -> attempts.accept(failed.verdict()))
                .of(Retry.class, retry -> retries.increment())
                .of(RetryRefused.class, refusal -> refused.accept(refusal.reason()))
                .of(WaiterRefused.class, waiter -> waitersRefused.increment())
                .of(StatementAbandoned.class, this::abandoned)
                .of(OutcomeUnknown.class, lost -> unknown.increment())
                .of(OutcomeResolved.class, found -> resolved.accept(found.outcome()));
    }

    private void abandoned(StatementAbandoned left) {
        requireNonNull(cancels.get(left.ending()), left.ending().name()).record(left.after());
    }
}
