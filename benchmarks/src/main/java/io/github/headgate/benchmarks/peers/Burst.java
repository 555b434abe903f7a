package io.github.headgate.benchmarks.peers;

/**
 * What became of many callers who came at once.
 *
 * @param micros from when the first asked until the last had an answer
 * @param failures how many had a failure for an answer
 */
public record Burst(long micros, long failures) {}
