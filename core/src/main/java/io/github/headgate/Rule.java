package io.github.headgate;

import static io.github.headgate.Judgement.Again.FREE;
import static io.github.headgate.Judgement.Again.NO;
import static io.github.headgate.Judgement.Again.ONCE;
import static io.github.headgate.Judgement.Again.YES;
import static io.github.headgate.Judgement.Suspicion.ASK;
import static io.github.headgate.Judgement.Suspicion.VERIFY;
import static io.github.headgate.Judgement.Fate.EVICT;
import static io.github.headgate.Judgement.Fate.KEEP;

/** A row of the table of failures: what one kind of failure means in the situation that it met. */
@FunctionalInterface
interface Rule {

    /** Trying again cannot help. */
    Rule PERMANENT = situation -> Judgement.permanent(KEEP);

    /** Trying again cannot help, and the connection is of no more use. */
    Rule PERMANENT_EVICT = situation -> Judgement.permanent(EVICT);

    /** The connection is gone with no word of the server: its statement was done or not, unless a COMMIT was to come. */
    Rule LOST_ANSWER = situation -> situation.mayHaveBeenDone()
            ? new Judgement(Verdict.UNKNOWN, YES, EVICT, VERIFY)
            : Judgement.rolledBack(YES, EVICT, VERIFY);

    /** There was no connection to send anything on. */
    Rule NOT_REACHED = situation -> Judgement.notSent(YES, EVICT, VERIFY);

    /** {@link #NOT_REACHED} while a connection is being got, {@link #LOST_ANSWER} once there was one. */
    Rule CONNECTION_LOST = situation -> situation.nothingSent()
            ? NOT_REACHED.judge(situation)
            : LOST_ANSWER.judge(situation);

    /** {@link #PERMANENT} while a connection is being got; later, whatever ran on it was broken off. */
    Rule BROKEN_OFF = situation -> situation.nothingSent()
            ? PERMANENT_EVICT.judge(situation)
            : LOST_ANSWER.judge(situation);

    /** Nobody was asked: we, or the pool, refused it. */
    Rule OVERLOAD = situation -> Judgement.notSent(NO, KEEP, Judgement.Suspicion.KEEP);

    /** Other transactions were in the way: run the whole transaction again. */
    Rule CONTENTION = situation -> Judgement.rolledBack(FREE, KEEP, Judgement.Suspicion.KEEP);

    /** The server could not, and would not if asked again soon. */
    Rule NO_FAST_RETRY = situation -> Judgement.rolledBack(NO, KEEP, Judgement.Suspicion.KEEP);

    /** The server could not just now. */
    Rule RETRY_ONCE = situation -> Judgement.rolledBack(ONCE, KEEP, Judgement.Suspicion.KEEP);

    /** The plan is no longer the server's; prepared anew it runs, but a transaction has been aborted by it. */
    Rule STALE_PLAN = situation -> situation.transaction()
            ? NO_FAST_RETRY.judge(situation)
            : RETRY_ONCE.judge(situation);

    /** The backend was told to go. It says so before it goes, and what it ran is rolled back, unless it was a COMMIT. */
    Rule BACKEND_ENDED = situation -> situation.phase() == Phase.EXECUTE || situation.phase() == Phase.BEGIN
            ? Judgement.rolledBack(YES, EVICT, VERIFY)
            : CONNECTION_LOST.judge(situation);

    /** The server takes no connection more; with one at hand, it says the same of something else. */
    Rule TOO_MANY_CONNECTIONS = situation -> situation.nothingSent()
            ? Judgement.notSent(YES, EVICT, Judgement.Suspicion.KEEP)
            : NO_FAST_RETRY.judge(situation);

    /** A user's own mistake, or a primary that is one no longer: the probe asks which. */
    Rule READ_ONLY = situation -> new Judgement(Verdict.PERMANENT, NO, KEEP, ASK);

    /** The session was ended for its idleness, and nothing ran on it. */
    Rule IDLE_SESSION = situation -> Judgement.rolledBack(YES, EVICT, Judgement.Suspicion.KEEP);

    /** The transaction was ended for its idleness or its age, by a setting of the user's. */
    Rule IDLE_TRANSACTION = situation -> Judgement.rolledBack(NO, EVICT, Judgement.Suspicion.KEEP);

    /** The server starts, recovers, or shuts down. */
    Rule NOT_YET = situation -> Judgement.notSent(YES, EVICT, VERIFY);

    Judgement judge(Situation situation);
}
