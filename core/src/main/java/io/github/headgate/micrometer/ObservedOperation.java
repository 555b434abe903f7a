package io.github.headgate.micrometer;

import io.github.headgate.HeadgateEvent;
import io.github.headgate.HeadgateEvent.AttemptFailed;
import io.github.headgate.HeadgateEvent.EngineAwaited;
import io.github.headgate.HeadgateEvent.OperationEnded;
import io.github.headgate.HeadgateEvent.Retry;
import io.github.headgate.HeadgateEvent.RetryRefused;
import io.github.headgate.OperationObserver;
import io.micrometer.observation.Observation;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import java.util.function.UnaryOperator;
import reactor.util.context.Context;

/** An operation and its observation, which ends with it. */
final class ObservedOperation implements OperationObserver.Observed {

    private final Observation observation;
    private final HeadgateObservationContext context;
    private final UnaryOperator<Throwable> error;

    /** The {@code error} is what of a failure may be shown. */
    ObservedOperation(
            Observation observation, HeadgateObservationContext context, UnaryOperator<Throwable> error) {
        this.observation = observation;
        this.context = context;
        this.error = error;
    }

    @Override
    public Context writeTo(Context inside) {
        return inside.put(ObservationThreadLocalAccessor.KEY, observation);
    }

    @Override
    public void on(HeadgateEvent event) {
        if (event instanceof OperationEnded ended) {
            end(ended);
        } else if (event instanceof EngineAwaited awaited) {
            event("engine.awaited", "generation " + awaited.generation() + " was ready after "
                    + awaited.waited().toMillis() + " ms");
        } else if (event instanceof AttemptFailed failed) {
            event("attempt.failed", "attempt " + failed.attempt() + " failed in " + failed.phase() + ": "
                    + failed.verdict() + ", " + Names.errorType(failed.cause()));
        } else if (event instanceof Retry retry) {
            event("retry", "retry " + retry.retry() + " after " + retry.after().toMillis() + " ms");
        } else if (event instanceof RetryRefused refused) {
            event("retry.refused", "no retry after attempt " + refused.attempts() + ": " + Names.of(refused.reason()));
        }
    }

    private void event(String name, String contextualName) {
        observation.event(Observation.Event.of(name, contextualName));
    }

    private void end(OperationEnded ended) {
        context.end(ended);
        ended.failure().map(error).ifPresent(observation::error);
        observation.stop();
    }
}
