package io.github.headgate.demo.page;

import java.util.ArrayList;
import java.util.List;

/** Holds what happened until somebody takes it. */
final class Tape<T> {

    private List<T> held = new ArrayList<>(); // guarded by this

    synchronized void add(T happened) {
        held.add(happened);
    }

    /** Returns what has happened since the last time, in order. */
    synchronized List<T> taken() {
        List<T> taken = List.copyOf(held);
        held = new ArrayList<>();
        return taken;
    }
}
