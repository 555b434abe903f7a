package io.github.headgate.reactor;

/**
 * How an opening went, in nanoseconds since it began. What it waited for happened after {@code failed} and not after
 * {@code tried}; nothing more is known of it.
 *
 * @param failed when the last attempt began that failed; 0 if none has
 * @param tried when the attempt began that succeeded
 * @param ready when that had succeeded
 */
record Course(long failed, long tried, long ready) {

    boolean contains(long time) {
        return failed < time && time <= tried;
    }

    long lastAttempt() {
        return ready - tried;
    }
}
