package io.github.headgate;

import static java.util.Objects.requireNonNull;

/**
 * What follows from a failure: for the operation, for its connection, and for the engine.
 *
 * @param verdict what the server can have done
 * @param again whether it may be run again, where the verdict allows it at all
 * @param connection what becomes of the connection
 * @param suspicion what it says of the engine
 */
record Judgement(Verdict verdict, Again again, Fate connection, Suspicion suspicion) {

    /** Whether an operation that was not done may be run again. */
    enum Again {

        /** No: it would fail again, or the server is asking for less. */
        NO,

        /** Once. */
        ONCE,

        /** Within the bounds. */
        YES,

        /** Within the bounds, but it takes nothing from the budget: it was contention, not a server in trouble. */
        FREE
    }

    /** What becomes of the connection. */
    enum Fate {
        KEEP, EVICT
    }

    /** What a failure says of the engine. */
    enum Suspicion {

        /** This says nothing about the engine. */
        KEEP,

        /** It was silent, or says that it is something else now: the sentinel is asked, and if it is silent, the probe. */
        ASK,

        /** A connection was lost, or could not be had: the shared probe asks whether the engine is still there. */
        VERIFY
    }

    Judgement {
        requireNonNull(verdict, "verdict");
        requireNonNull(again, "again");
        requireNonNull(connection, "connection");
        requireNonNull(suspicion, "suspicion");
    }

    /** Never run again. */
    static Judgement permanent(Fate connection) {
        return new Judgement(Verdict.PERMANENT, Again.NO, connection, Suspicion.KEEP);
    }

    static Judgement notSent(Again again, Fate connection, Suspicion suspicion) {
        return new Judgement(Verdict.NOT_SENT, again, connection, suspicion);
    }

    static Judgement rolledBack(Again again, Fate connection, Suspicion suspicion) {
        return new Judgement(Verdict.ROLLED_BACK, again, connection, suspicion);
    }

    /** Whether it was refused for being a write: then it would be taken by a server that is a primary. */
    boolean isReadOnly() {
        return verdict == Verdict.PERMANENT && suspicion == Suspicion.ASK;
    }

    /** The same of what may have kept a part before it failed. */
    Judgement doubting() {
        return verdict == Verdict.ROLLED_BACK ? new Judgement(Verdict.UNKNOWN, again, connection, suspicion) : this;
    }

    /** The same for a session that the server has ended. */
    Judgement evicting() {
        return new Judgement(verdict, again, Fate.EVICT, suspicion);
    }

    /** The same, but for what the user says the server has done. A verdict that he calls safe is run again. */
    Judgement overridden(Verdict other) {
        boolean safe = other == Verdict.NOT_SENT || other == Verdict.ROLLED_BACK;
        Again allowed = again == Again.NO ? Again.YES : again;
        return new Judgement(other, safe || other == Verdict.UNKNOWN ? allowed : Again.NO, connection, suspicion);
    }
}
