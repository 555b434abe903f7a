package io.github.headgate.faults;

/**
 * Something that was done to the server.
 *
 * @param name what it was
 * @param begun when it began, by {@link System#nanoTime}
 * @param over when the server was as before
 * @param outage whether it took no logins in between
 */
record Fault(String name, long begun, long over, boolean outage) {

    boolean overlaps(long from, long to) {
        return begun <= to && from <= over;
    }
}
