package io.github.headgate;

import java.time.Instant;

/**
 * What an operation has sent last.
 *
 * @param sql the statement, without its arguments
 * @param at when, by the clock of the client's timer
 * @param phase how far the operation has come by it
 * @param generation on which it was sent
 */
record Sent(String sql, Instant at, Phase phase, long generation) {}
