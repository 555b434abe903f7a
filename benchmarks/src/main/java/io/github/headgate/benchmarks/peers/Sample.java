package io.github.headgate.benchmarks.peers;

import org.jspecify.annotations.Nullable;

/**
 * What was measured of one client in one round.
 *
 * @param operations how many a second
 * @param p50 how long one took, in microseconds, from when it was asked for; null where it is not known
 * @param p99 likewise
 * @param max likewise
 * @param processor the time of the client's processors for one operation, in microseconds
 * @param allocated in bytes for one operation
 * @param failures how many failed, which are not counted among the operations
 * @param failure the first of these
 */
public record Sample(
        double operations, @Nullable Double p50, @Nullable Double p99, @Nullable Double max,
        @Nullable Double processor, @Nullable Double allocated, long failures, @Nullable String failure) {}
