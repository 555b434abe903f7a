package io.github.headgate.reactor;

import java.util.ArrayList;
import java.util.List;
import reactor.core.Exceptions;

/** The failures of one subscription before the last: the latest 16, since retries may be many. Not guarded. */
final class EarlierFailures {

    private static final int KEPT = 16;

    private final List<Throwable> failures = new ArrayList<>(2);

    void add(Throwable failure) {
        failures.removeIf(known -> known == failure);
        if (failures.size() == KEPT) {
            failures.remove(0);
        }
        failures.add(failure);
    }

    /**
     * Suppresses them on the last failure, and why it is the last. Does nothing to a failure that has this behind it:
     * one instance may be given to many subscribers, and would grow with each.
     */
    void suppressOn(Throwable last, RetriesStopped why) {
        if (isReactorsOwn(last)) {
            return;
        }
        synchronized (last) { // its own monitor, which addSuppressed takes too: look and add are one step
            if (RetriesStopped.of(last).isEmpty()) {
                failures.stream().filter(failure -> failure != last).forEach(last::addSuppressed);
                last.addSuppressed(why);
            }
        }
    }

    /** Reactor signals these two for every rejected task of the JVM. */
    private static boolean isReactorsOwn(Throwable failure) {
        return failure == Exceptions.failWithRejected() || failure == Exceptions.failWithRejectedNotTimeCapable();
    }
}
