package io.github.headgate.faults;

import java.util.stream.Stream;

/** What holds whatever happens to the server. Each finds its violations in the evidence. */
enum Invariant {

    /** Every subscription ends exactly once. */
    I1_ENDS_ONCE,

    /** No operation ends later than its deadline and 250 ms, and what the machine stood still. */
    I2_IN_TIME,

    /** What was acknowledged is there once, what was denied is not there, and nothing is there twice. */
    I3_LEDGER,

    /** Within 5 s of quiet nothing is held, and the server agrees. */
    I4_AT_REST,

    /** Generations only grow, an outage ends one, and nothing of an older one is handed out. */
    I5_GENERATIONS,

    /** Connects are bounded by the backoff, whatever the number of callers. */
    I6_CONNECTS,

    /** Statements sent are at most 1.1 to one that was asked for while all is well, and at most the attempts ever. */
    I7_STATEMENTS,

    /** Health says what queries meet. */
    I8_HEALTH,

    /** Events equal the ledger. */
    I9_EVENTS,

    /** Nothing blocks, leaks or is dropped, and what was held is given back. */
    I10_CLEAN,

    /** After an outage the first success comes soon, and then no failure of what was before. */
    I11_RECOVERY,

    /** Nothing of one borrower meets another, and an answer meets its own request. */
    I12_OWN_ANSWERS;

    /** What contradicts it, in words; none if it holds. */
    Stream<String> violations(Evidence evidence) {
        return found(evidence).map(violation -> name() + ": " + violation);
    }

    private Stream<String> found(Evidence evidence) {
        return switch (this) {
            case I1_ENDS_ONCE -> LedgerChecks.endsOnce(evidence);
            case I2_IN_TIME -> LedgerChecks.inTime(evidence);
            case I3_LEDGER -> LedgerChecks.toldTheTruth(evidence);
            case I4_AT_REST -> RestChecks.atRest(evidence);
            case I5_GENERATIONS -> EngineChecks.generations(evidence);
            case I6_CONNECTS -> EngineChecks.connects(evidence);
            case I7_STATEMENTS -> EventChecks.statements(evidence);
            case I8_HEALTH -> HealthChecks.honest(evidence);
            case I9_EVENTS -> EventChecks.equalTheLedger(evidence);
            case I10_CLEAN -> RestChecks.clean(evidence);
            case I11_RECOVERY -> EngineChecks.recovery(evidence);
            case I12_OWN_ANSWERS -> LedgerChecks.ownAnswers(evidence);
        };
    }
}
