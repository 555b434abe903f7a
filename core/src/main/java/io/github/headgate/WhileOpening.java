package io.github.headgate;

/** What becomes of an operation that comes while the database is away. */
public enum WhileOpening {

    /** It waits until its deadline. */
    WAIT,

    /**
     * It fails with {@link NotReadyException} when it comes, if the database is not expected back before its deadline:
     * if the median of the earlier openings of the same kind that took longer than this one has until now lies beyond.
     * While fewer than five of them are known, or none took so long, it waits.
     */
    FAIL_FAST
}
