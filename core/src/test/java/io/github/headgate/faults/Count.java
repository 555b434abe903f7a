package io.github.headgate.faults;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Says how many there are of a kind that should not be, and shows the first few. */
final class Count {

    private static final int SHOWN = 5;

    private Count() {}

    static Stream<String> of(String kind, Stream<?> found) {
        List<?> all = found.toList();
        if (all.isEmpty()) {
            return Stream.empty();
        }
        String shown = all.stream().limit(SHOWN).map(String::valueOf).collect(Collectors.joining("; "));
        return Stream.of(all.size() + " " + kind + ": " + shown + (all.size() > SHOWN ? "; …" : ""));
    }
}
