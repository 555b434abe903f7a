package io.github.headgate.reactor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What has been learnt of openings, by their kind: how the latest of each went. Immutable: learning makes another.
 *
 * <p>Fewer than five are too few to go by.
 */
final class Openings {

    static final Openings NONE = new Openings(Map.of());

    private static final int REMEMBERED = 16;
    private static final int ENOUGH = 5;

    private final Map<OpeningKind, List<Course>> courses;

    private Openings(Map<OpeningKind, List<Course>> courses) {
        this.courses = courses;
    }

    Openings with(OpeningKind kind, Course course) {
        Map<OpeningKind, List<Course>> more = new HashMap<>(courses);
        more.put(kind, latest(more.getOrDefault(kind, List.of()), course));
        return new Openings(more);
    }

    private static List<Course> latest(List<Course> earlier, Course course) {
        List<Course> all = new ArrayList<>(earlier);
        all.add(course);
        return List.copyOf(all.subList(Math.max(0, all.size() - REMEMBERED), all.size()));
    }

    /** The courses of that kind; none if they are too few. */
    List<Course> of(OpeningKind kind) {
        return enough(courses.getOrDefault(kind, List.of()));
    }

    /**
     * How much longer an opening of that kind is likely to take that has taken {@code elapsed}: the median of those that
     * took longer. While nothing has failed, all that began alike are asked. Empty if none took so long.
     */
    Optional<Duration> remaining(OpeningKind kind, Duration elapsed) {
        List<Course> alike = kind.failure() == null ? begunAs(kind) : of(kind);
        List<Long> longer = alike.stream()
                .map(Course::ready)
                .filter(ready -> ready > elapsed.toNanos())
                .sorted()
                .toList();
        return longer.isEmpty()
                ? Optional.empty()
                : Optional.of(Duration.ofNanos(longer.get(longer.size() / 2)).minus(elapsed));
    }

    private List<Course> begunAs(OpeningKind kind) {
        Stream<Course> alike = courses.entrySet()
                .stream()
                .filter(known -> known.getKey().cold() == kind.cold())
                .flatMap(known -> known.getValue().stream());
        return enough(alike.toList());
    }

    private static List<Course> enough(List<Course> courses) {
        return courses.size() < ENOUGH ? List.of() : courses;
    }
}
