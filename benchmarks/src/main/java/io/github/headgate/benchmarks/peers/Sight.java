package io.github.headgate.benchmarks.peers;

import org.jspecify.annotations.Nullable;

/**
 * What callers saw since a moment. Times are in microseconds since then, null where it did not come.
 *
 * @param failures how many operations failed since then
 * @param hanging how many callers had no answer when they were asked for their report
 */
public record Sight(
        @Nullable Long firstSuccess, @Nullable Long firstFailure, @Nullable Long lastFailure, long failures,
        int hanging) {}
