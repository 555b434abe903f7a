package io.github.headgate;

import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * Follows each operation from its subscription to its end, with the {@code Context} of its subscriber: what tracing
 * needs. What it throws is logged and goes no further.
 */
@FunctionalInterface
public interface OperationObserver {

    /**
     * Called when an operation is subscribed to, before anything of it is done; for an operation inside another, too.
     *
     * @param context the subscriber's
     */
    Observed begun(OperationDescription operation, ContextView context);

    /**
     * One operation that is followed. It hears, one after the other, of its {@code EngineAwaited},
     * {@code ConnectionAcquired}, {@code AttemptFailed}, {@code Retry} and {@code RetryRefused}, and last of its
     * {@code OperationEnded}, which comes once: of what still happens after a cancel it hears nothing.
     */
    @FunctionalInterface
    interface Observed {

        /** Called on the thread on which it happened, which may be an event loop: it must not block. */
        void on(HeadgateEvent event);

        /** Adds to the {@code Context} of what runs in the operation. */
        default Context writeTo(Context context) {
            return context;
        }
    }
}
