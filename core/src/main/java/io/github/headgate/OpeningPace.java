package io.github.headgate;

/** When the database is connected to while it is away. */
public enum OpeningPace {

    /** As {@link HeadgateOptions.Builder#openingBackoff} says. */
    FIXED,

    /**
     * When it is likely to be back, judged by up to 16 earlier openings of the same kind: first starts, and losses that
     * began with a refused connection, with a server that starts or shuts down (57P03), with silence, or with something
     * else. As {@link #FIXED} until five of a kind are known. No span of time sees more connects than the fixed pace may
     * make in as long a time from its start. A wrong estimate lets one wait be longer by a quarter of the time that the
     * opening has taken, and a tenth of a second, at most.
     */
    ADAPTIVE
}
