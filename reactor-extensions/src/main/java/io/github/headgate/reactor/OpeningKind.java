package io.github.headgate.reactor;

import org.jspecify.annotations.Nullable;

/**
 * Which openings are alike in how long they take.
 *
 * @param cold whether it began because somebody asked, not because something was lost
 * @param failure the kind of its first failure; null while nothing has failed
 */
record OpeningKind(boolean cold, @Nullable Object failure) {

    OpeningKind failed(Object first) {
        return failure == null ? new OpeningKind(cold, first) : this;
    }
}
