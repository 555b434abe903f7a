package io.github.headgate.reactor;

import java.time.Duration;

/**
 * A retry that is about to be made.
 *
 * @param retry counted from 1
 * @param after the wait before it, zero if there is none
 * @param failure of the attempt before it
 */
public record RetryAttempt(int retry, Duration after, Throwable failure) {}
