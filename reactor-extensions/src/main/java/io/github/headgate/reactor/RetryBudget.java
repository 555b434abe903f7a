package io.github.headgate.reactor;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * The retries that all operations of a client may still make together: a bucket of tokens, full at the start. A retry
 * takes one token, a success gives back a tenth of one, and below half there are no retries. So a server that struggles
 * is spared, while a few failures among many successes are all retried.
 *
 * <p>Lock-free, without allocation, and safe for use by many threads. A success costs one volatile read while the bucket
 * is full.
 *
 * @see <a href="https://github.com/grpc/proposal/blob/master/A6-client-retries.md">gRPC A6</a>, "Throttling Retry
 *     Attempts", after which it is modelled
 */
public final class RetryBudget {

    private static final int TOKEN = 10; // in tenths, as all numbers here
    private static final int MOST_TOKENS = 100_000_000;

    private final int full;
    private final int price;
    private final AtomicInteger level;

    private RetryBudget(int full, int price) {
        this.full = full;
        this.price = price;
        this.level = new AtomicInteger(full);
    }

    /**
     * Returns a budget of so many tokens, all there. Half of them can be spent in a row.
     *
     * @throws IllegalArgumentException if {@code tokens} is less than 1 or more than 100 million
     */
    public static RetryBudget of(int tokens) {
        if (tokens < 1 || tokens > MOST_TOKENS) {
            throw new IllegalArgumentException("tokens must be from 1 to " + MOST_TOKENS + ", was " + tokens);
        }
        return new RetryBudget(tokens * TOKEN, TOKEN);
    }

    /** Returns a budget that admits every retry. */
    public static RetryBudget unlimited() {
        return new RetryBudget(TOKEN, 0);
    }

    /** Takes a token for one retry, or returns {@code false} if there may be none now. */
    public boolean tryTake() {
        int current;
        do {
            current = level.get();
            if (2 * current < full || current < price) {
                return false;
            }
        } while (!level.compareAndSet(current, current - price));
        return true;
    }

    /** Gives back a tenth of a token, for an operation that has succeeded, retried or not. */
    public void succeeded() {
        int current = level.get();
        while (current < full && !level.compareAndSet(current, current + 1)) {
            current = level.get();
        }
    }

    /** How full it is, from 0 to 1. There are retries from 0.5 upwards. */
    public double level() {
        return (double) level.get() / full;
    }
}
