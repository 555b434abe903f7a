package io.github.headgate.testkit;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** The script of the statements. */
final class Answers {

    private static final Script<Answer> STANDARD = Script.of(List.of(Answer.value(1).counting(1)));

    private final Map<String, Script<Answer>> byText = new HashMap<>();
    private final Deque<Match> matches = new ArrayDeque<>(); // the latest first

    synchronized void put(String sql, Script<Answer> script) {
        byText.put(sql, script);
    }

    synchronized void put(Predicate<String> sql, Script<Answer> script) {
        matches.addFirst(new Match(sql, script));
    }

    synchronized Answer next(String sql) {
        return script(sql).next();
    }

    private Script<Answer> script(String sql) {
        Script<Answer> exact = byText.get(sql);
        return exact != null ? exact : matching(sql);
    }

    private Script<Answer> matching(String sql) {
        return matches.stream()
                .filter(match -> match.sql().test(sql))
                .findFirst()
                .map(Match::script)
                .orElse(STANDARD);
    }

    private record Match(Predicate<String> sql, Script<Answer> script) {}
}
