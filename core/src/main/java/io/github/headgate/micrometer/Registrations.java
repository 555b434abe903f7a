package io.github.headgate.micrometer;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.function.Function;

/**
 * What one client has in a registry, to be removed with it. A registry has one meter of a name and its tags, and a gauge
 * of it holds its client weakly: so where two clients have the same, the later one puts its own in place, and the earlier
 * one's end leaves them.
 */
final class Registrations {

    private final MeterRegistry registry;
    private boolean over; // guarded by this
    private Set<Meter> meters = Collections.newSetFromMap(new IdentityHashMap<>()); // guarded by this

    Registrations(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Registers a meter that the client keeps, in place of one that is there. */
    <M extends Meter> M replacing(Meter.Id id, Function<MeterRegistry, M> register) {
        registry.removeByPreFilterId(id);
        return finding(register);
    }

    /** Registers a meter, or finds it there: it is not to be kept, since it goes with any client that found it. */
    <M extends Meter> M finding(Function<MeterRegistry, M> register) {
        M meter = register.apply(registry);
        if (!noted(meter)) {
            registry.remove(meter); // it came from another thread, after the end
        }
        return meter;
    }

    void remove() {
        Set<Meter> mine = ended();
        registry.getMeters().stream().filter(mine::contains).forEach(registry::remove);
    }

    private synchronized boolean noted(Meter meter) {
        if (!over) {
            meters.add(meter);
        }
        return !over;
    }

    private synchronized Set<Meter> ended() {
        Set<Meter> all = meters;
        meters = Set.of();
        over = true;
        return all;
    }
}
