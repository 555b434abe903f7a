package io.github.headgate;

import static java.util.Objects.requireNonNull;

import io.github.headgate.reactor.Readiness;

/**
 * Where a client stands at one moment.
 *
 * @param readiness the engine's state and generation
 * @param running operations under way, those that wait included
 * @param waiting operations that wait for the engine or for a connection
 * @param inUse connections of the pool that an operation holds, or that are being opened for one
 * @param idle connections of the pool that lie ready
 * @param open all open connections, the sentinel and those of ended generations included
 * @param retryBudget how full the retry budget is, 0 … 1; below 0.5 nothing is retried under load
 */
public record ClientSnapshot(
        Readiness readiness, int running, int waiting, int inUse, int idle, int open, double retryBudget) {

    public ClientSnapshot {
        requireNonNull(readiness, "readiness");
    }
}
