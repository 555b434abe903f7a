package io.github.headgate;

import io.github.headgate.HeadgateEvent.OperationEnded;
import io.github.headgate.OperationObserver.Observed;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;

/**
 * Tells of one operation, one event after the other and nothing after its end: a cancel, or a deadline, ends it while an
 * attempt may be failing on another thread. What comes while something is being told, that thread tells.
 */
final class Followed implements Observed {

    private final Observed observed;
    private final Journal journal;
    private final Queue<HeadgateEvent> untold = new ArrayDeque<>(2); // guarded by this
    private boolean telling; // guarded by this
    private boolean over; // guarded by this

    Followed(Observed observed, Journal journal) {
        this.observed = observed;
        this.journal = journal;
    }

    @Override
    public void on(HeadgateEvent event) {
        for (HeadgateEvent next = first(event); next != null; next = next()) {
            journal.guarded(next, observed::on);
        }
    }

    private synchronized @Nullable HeadgateEvent first(HeadgateEvent event) {
        if (over) {
            return null;
        }
        over = event instanceof OperationEnded;
        if (telling) {
            untold.add(event);
            return null;
        }
        telling = true;
        return event;
    }

    private synchronized @Nullable HeadgateEvent next() {
        HeadgateEvent next = untold.poll();
        telling = next != null;
        return next;
    }

    @Override
    public Context writeTo(Context context) {
        return observed.writeTo(context);
    }
}
