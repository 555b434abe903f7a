package io.github.headgate;

import java.util.Optional;

/**
 * A savepoint of a transaction, and how that stood when it was made.
 *
 * @param number counted from 1; one that is nested in another has the larger number
 * @param failure the first failure of the transaction until then
 * @param aborted what had cut a statement off until then
 */
record Savepoint(int number, Optional<Throwable> failure, Optional<DeadlineExceededException> aborted) {

    String name() {
        return "headgate_" + number;
    }

    /** The one of the two that lies further out. */
    static Optional<Savepoint> outer(Optional<Savepoint> one, Optional<Savepoint> other) {
        boolean isOne = one.isPresent() && (other.isEmpty() || one.get().number < other.get().number);
        return isOne ? one : other;
    }

    /** Whether going back to {@code target} undoes this one too. */
    boolean isWithin(Savepoint target) {
        return number >= target.number;
    }
}
