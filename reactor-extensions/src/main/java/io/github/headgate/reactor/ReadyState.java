package io.github.headgate.reactor;

import static io.github.headgate.reactor.Readiness.State.CLOSED;
import static io.github.headgate.reactor.Readiness.State.COLD;
import static io.github.headgate.reactor.Readiness.State.OPENING;
import static io.github.headgate.reactor.Readiness.State.READY;
import static io.github.headgate.reactor.Readiness.State.REFUSED;

import org.jspecify.annotations.Nullable;

/**
 * Where a {@link ReadySignal} stands. A state is a value: each method returns the state that follows and changes
 * nothing, so the rules can be read, and tested, without a publisher or a clock.
 *
 * <pre>
 *           asked            opened
 *   Cold(n) -----> Opening(n) ------> Ready(n)
 *     ^             ^  | attempt        |  |
 *     |             |  | failed         |  | lost, and asked for lately
 *     |             +--+                |  +-----------------------------> Opening(n+1)
 *     +---------------------------------+
 *        lost, and nobody asked: n+1              close(), from anywhere: Closed
 * </pre>
 *
 * <p>The generation goes up with every loss and never down, so a report about an older one can be told. All times are
 * nanoseconds of one clock.
 */
sealed interface ReadyState<T> {

    Readiness.State name();

    /** The generation that is open, being opened, or next to be opened; 0 when there will be none. */
    long generation();

    /** How many attempts at this generation have ended. */
    int attempts();

    /** When this state began. */
    long since();

    /** The failure of the latest attempt, while none has succeeded. */
    default @Nullable Failed lastFailure() {
        return null;
    }

    record Failed(Throwable cause, long at, boolean permanent) {}

    record Cold<T>(long generation, long since) implements ReadyState<T> {

        @Override
        public Readiness.State name() {
            return COLD;
        }

        @Override
        public int attempts() {
            return 0;
        }

        Opening<T> asked(long now) {
            return new Opening<>(generation, 0, now, null);
        }
    }

    record Opening<T>(long generation, int attempts, long since, @Nullable Failed lastFailure)
            implements
                ReadyState<T> {

        @Override
        public Readiness.State name() {
            return refused() == null ? OPENING : REFUSED;
        }

        /** The last failure if it was for good, so that a caller need not wait for what will not come. */
        @Nullable
        Failed refused() {
            return lastFailure != null && lastFailure.permanent() ? lastFailure : null;
        }

        Opening<T> failed(Throwable cause, boolean permanent, long now) {
            return new Opening<>(generation, attempts + 1, since, new Failed(cause, now, permanent));
        }

        Ready<T> opened(Generation<T> open, long now) {
            return new Ready<>(open, attempts + 1, now);
        }
    }

    record Ready<T>(Generation<T> open, int attempts, long since) implements ReadyState<T> {

        @Override
        public Readiness.State name() {
            return READY;
        }

        @Override
        public long generation() {
            return open.number();
        }

        Cold<T> lost(long now) {
            return new Cold<>(open.number() + 1, now);
        }
    }

    record Closed<T>(long since) implements ReadyState<T> {

        @Override
        public Readiness.State name() {
            return CLOSED;
        }

        @Override
        public long generation() {
            return 0;
        }

        @Override
        public int attempts() {
            return 0;
        }
    }
}
