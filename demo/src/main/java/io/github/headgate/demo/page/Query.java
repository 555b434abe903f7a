package io.github.headgate.demo.page;

import java.util.Optional;

/**
 * How a task went, retries included.
 *
 * @param at when it ended, in milliseconds since 1970
 * @param millis how long it took in all
 * @param attempts how often it was tried
 * @param failure what its caller was told
 */
record Query(long at, Task.Kind kind, double millis, int attempts, Ending ending, Optional<String> failure) {

    /** What a caller has met with. Whoever waited and was retried, was retried. */
    enum Ending {

        /** It succeeded at its first attempt, and had to wait for nothing. */
        PLAIN,

        /** It succeeded at its first attempt, but when it began the gate was closed, or every connection was in use. */
        WAITED,

        /** It succeeded at a later attempt. */
        RETRIED,

        FAILED
    }

    static Ending ending(boolean waited, int attempts) {
        if (attempts > 1) {
            return Ending.RETRIED;
        }
        return waited ? Ending.WAITED : Ending.PLAIN;
    }
}
