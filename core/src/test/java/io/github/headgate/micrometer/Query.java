package io.github.headgate.micrometer;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a PromQL expression asks for, as far as our dashboard's need it: the metrics with the labels of their selectors,
 * and the labels by which it groups.
 */
record Query(List<Selector> selectors, Set<String> groupedBy) {

    /** A metric, and the labels that it is selected by. */
    record Selector(String metric, Set<String> labels) {}

    private static final String NAME = "[a-zA-Z_][a-zA-Z0-9_]*";
    private static final Pattern GROUPING = Pattern.compile("\\b(?:by|without)\\s*\\(([^)]*)\\)");
    private static final Pattern RANGE = Pattern.compile("\\[[^]]*]");
    private static final Pattern SELECTOR = Pattern
            .compile("(" + NAME + ")\\s*(?:\\{([^}]*)})?(?!\\s*\\()(?![a-zA-Z0-9_])");
    private static final Pattern MATCHER = Pattern.compile("(" + NAME + ")\\s*(?:=~|!~|!=|=)\\s*\"[^\"]*\"");
    private static final Set<String> WORDS = Set.of("and", "or", "unless", "on", "ignoring", "bool", "offset");

    static Query of(String expression) {
        Set<String> groupedBy = new TreeSet<>();
        GROUPING.matcher(expression)
                .results()
                .flatMap(found -> Arrays.stream(found.group(1).split(",")))
                .map(String::strip)
                .forEach(groupedBy::add);
        String bare = RANGE.matcher(GROUPING.matcher(expression).replaceAll("")).replaceAll("");
        return new Query(SELECTOR.matcher(bare).results().flatMap(Query::selector).toList(), groupedBy);
    }

    private static Stream<Selector> selector(MatchResult found) {
        if (WORDS.contains(found.group(1))) {
            return Stream.empty();
        }
        Set<String> labels = new TreeSet<>();
        if (found.group(2) != null) {
            MATCHER.matcher(found.group(2)).results().forEach(matcher -> labels.add(matcher.group(1)));
        }
        return Stream.of(new Selector(found.group(1), labels));
    }
}
