package io.github.headgate;

import static java.util.Objects.requireNonNull;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** The text of a statement, its arguments, and what was declared of it. Its text form holds no argument. */
record Request(
        String sql, Arguments arguments, Optional<Integer> fetchSize, Optional<Duration> timeout,
        boolean idempotent, boolean readOnly) {

    private static final Pattern PROCEDURE = beginningWith("call|do");
    private static final Pattern CHANGE = beginningWith("insert|update|delete|merge|with");

    private static Pattern beginningWith(String words) {
        return Pattern.compile("(?:\\s++|--[^\\n]*+\\n|/\\*.*?\\*/)*+(?:" + words + ")\\b",
                Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    }

    static Request of(String sql) {
        return new Request(
                requireNonNull(sql, "sql"), Arguments.NONE, Optional.empty(), Optional.empty(), false, false);
    }

    Request bind(Consumer<Statement> binding) {
        return with(arguments.bind(binding));
    }

    Request add() {
        if (arguments.isLastSetEmpty()) {
            throw new IllegalStateException("add() ends a set of arguments, and none is bound in this one");
        }
        return with(arguments.add());
    }

    private Request with(Arguments bound) {
        return new Request(sql, bound, fetchSize, timeout, idempotent, readOnly);
    }

    Request fetchSize(int rows) {
        if (rows < 1) {
            throw new IllegalArgumentException("fetchSize must be at least 1, was " + rows);
        }
        return new Request(sql, arguments, Optional.of(rows), timeout, idempotent, readOnly);
    }

    Request timeout(Duration own) {
        if (own.isZero() || own.isNegative()) {
            throw new IllegalArgumentException("timeout must be positive, was " + own);
        }
        return new Request(sql, arguments, fetchSize, Optional.of(own), idempotent, readOnly);
    }

    Request declaredIdempotent() {
        return new Request(sql, arguments, fetchSize, timeout, true, readOnly);
    }

    Request declaredReadOnly() {
        return new Request(sql, arguments, fetchSize, timeout, idempotent, true);
    }

    /** Whether it can commit parts of itself before it fails. */
    boolean isProcedure() {
        return !isPlainlyOther() && PROCEDURE.matcher(sql).lookingAt();
    }

    /** Whether its first letter tells already that it is no procedure, as that of nearly every statement does. */
    private boolean isPlainlyOther() {
        char first = sql.isEmpty() ? ' ' : sql.charAt(0);
        return Character.isLetter(first) && "cCdD".indexOf(first) < 0;
    }

    /** Whether it changes rows and nothing else, so that it can be part of any transaction. */
    boolean isChange() {
        return CHANGE.matcher(sql).lookingAt();
    }

    /** Whether it runs more than once, and so has to be a transaction to be done whole or not at all. */
    boolean isBatch() {
        return arguments.areBatch();
    }

    /** Whether it has arguments. */
    boolean isBound() {
        return !arguments.isEmpty();
    }

    Statement on(Connection connection) {
        if (isBatch() && arguments.isLastSetEmpty()) {
            throw new IllegalStateException("the last set of arguments is empty: add() stands between two sets");
        }
        Statement statement = connection.createStatement(sql);
        fetchSize.ifPresent(statement::fetchSize);
        arguments.bindTo(statement);
        return statement;
    }

    @Override
    public String toString() {
        return sql;
    }
}
