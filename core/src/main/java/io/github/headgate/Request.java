package io.github.headgate;

import static java.util.Objects.requireNonNull;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * The text of a statement, its arguments, and what was declared of it. Its text form holds no argument.
 *
 * @param sets each set of arguments as the binding of them, in the order in which they were given
 */
record Request(
        String sql, List<List<Consumer<Statement>>> sets, Optional<Integer> fetchSize, Optional<Duration> timeout,
        boolean idempotent, boolean readOnly) {

    private static final Pattern PROCEDURE = beginningWith("call|do");
    private static final Pattern CHANGE = beginningWith("insert|update|delete|merge|with");

    private static Pattern beginningWith(String words) {
        return Pattern.compile("(?:\\s++|--[^\\n]*+\\n|/\\*.*?\\*/)*+(?:" + words + ")\\b",
                Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    }

    static Request of(String sql) {
        return new Request(
                requireNonNull(sql, "sql"), List.of(List.of()), Optional.empty(), Optional.empty(), false, false);
    }

    Request bind(Consumer<Statement> binding) {
        List<List<Consumer<Statement>>> bound = new ArrayList<>(sets);
        List<Consumer<Statement>> last = new ArrayList<>(bound.remove(bound.size() - 1));
        last.add(binding);
        bound.add(List.copyOf(last));
        return new Request(sql, List.copyOf(bound), fetchSize, timeout, idempotent, readOnly);
    }

    Request add() {
        if (sets.get(sets.size() - 1).isEmpty()) {
            throw new IllegalStateException("add() ends a set of arguments, and none is bound in this one");
        }
        List<List<Consumer<Statement>>> begun = new ArrayList<>(sets);
        begun.add(List.of());
        return new Request(sql, List.copyOf(begun), fetchSize, timeout, idempotent, readOnly);
    }

    Request fetchSize(int rows) {
        if (rows < 1) {
            throw new IllegalArgumentException("fetchSize must be at least 1, was " + rows);
        }
        return new Request(sql, sets, Optional.of(rows), timeout, idempotent, readOnly);
    }

    Request timeout(Duration own) {
        if (own.isZero() || own.isNegative()) {
            throw new IllegalArgumentException("timeout must be positive, was " + own);
        }
        return new Request(sql, sets, fetchSize, Optional.of(own), idempotent, readOnly);
    }

    Request declaredIdempotent() {
        return new Request(sql, sets, fetchSize, timeout, true, readOnly);
    }

    Request declaredReadOnly() {
        return new Request(sql, sets, fetchSize, timeout, idempotent, true);
    }

    /** Whether it can commit parts of itself before it fails. */
    boolean isProcedure() {
        return PROCEDURE.matcher(sql).lookingAt();
    }

    /** Whether it changes rows and nothing else, so that it can be part of any transaction. */
    boolean isChange() {
        return CHANGE.matcher(sql).lookingAt();
    }

    /** Whether it runs more than once, and so has to be a transaction to be done whole or not at all. */
    boolean isBatch() {
        return sets.size() > 1;
    }

    /** Whether it has arguments. */
    boolean isBound() {
        return sets.stream().anyMatch(set -> !set.isEmpty());
    }

    Statement on(Connection connection) {
        if (isBatch() && sets.get(sets.size() - 1).isEmpty()) {
            throw new IllegalStateException("the last set of arguments is empty: add() stands between two sets");
        }
        Statement statement = connection.createStatement(sql);
        fetchSize.ifPresent(statement::fetchSize);
        for (int set = 0; set < sets.size(); set++) {
            if (set > 0) {
                statement.add();
            }
            sets.get(set).forEach(binding -> binding.accept(statement));
        }
        return statement;
    }

    @Override
    public String toString() {
        return sql;
    }
}
