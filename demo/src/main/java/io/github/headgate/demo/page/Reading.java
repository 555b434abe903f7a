package io.github.headgate.demo.page;

/**
 * What a client said of its health.
 *
 * @param at when it was said, in milliseconds since 1970
 * @param millis how long that took
 */
record Reading(long at, String answer, double millis) {}
