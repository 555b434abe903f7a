package io.github.headgate;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A set that has one element nearly always, at most: it looks through them one by one, and makes room for more than one
 * when a second comes. An element is itself alone. Safe for use by many threads.
 */
final class Few<E> {

    private @Nullable E only; // guarded by this
    private List<E> others = List.of(); // guarded by this

    synchronized void add(E element) {
        if (only == null) {
            only = element;
        } else {
            others = others.isEmpty() ? new ArrayList<>() : others;
            others.add(element);
        }
    }

    /** Returns whether it was here. */
    synchronized boolean remove(E element) {
        if (only == element) {
            only = null;
            return true;
        }
        return !others.isEmpty() && others.removeIf(other -> other == element);
    }

    synchronized boolean isEmpty() {
        return only == null && others.isEmpty();
    }

    /** Those that are here now. */
    synchronized List<E> all() {
        List<E> all = new ArrayList<>(others);
        if (only != null) {
            all.add(only);
        }
        return all;
    }
}
