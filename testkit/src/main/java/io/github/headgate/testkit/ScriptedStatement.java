package io.github.headgate.testkit;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.r2dbc.spi.Parameter;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Statement;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/** A statement of a {@link ScriptedConnection}. Its placeholders are Postgres' {@code $1}, {@code $2}, … */
public final class ScriptedStatement implements Statement {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\$(\\d+)");

    private final ScriptedSession session;
    private final int placeholders;
    private final List<List<@Nullable Object>> added = new ArrayList<>();
    private final TreeMap<Integer, @Nullable Object> bound = new TreeMap<>();
    private String sql;

    ScriptedStatement(ScriptedSession session, String sql) {
        this.session = session;
        this.sql = sql;
        this.placeholders = placeholders(sql);
    }

    @Override
    public ScriptedStatement bind(int index, Object value) {
        requireNonNull(value, "value");
        return put(index, value instanceof Parameter parameter ? parameter.getValue() : value);
    }

    @Override
    public ScriptedStatement bind(String name, Object value) {
        return bind(indexOf(name), value);
    }

    @Override
    public ScriptedStatement bindNull(int index, Class<?> type) {
        return put(index, null);
    }

    @Override
    public ScriptedStatement bindNull(String name, Class<?> type) {
        return bindNull(indexOf(name), type);
    }

    @Override
    public ScriptedStatement add() {
        added.add(values());
        bound.clear();
        return this;
    }

    /** Appends {@code RETURNING …} to the statement, so that is what it is scripted and counted as. */
    @Override
    public ScriptedStatement returnGeneratedValues(String... columns) {
        sql += " RETURNING " + (columns.length == 0 ? "*" : String.join(", ", columns));
        return this;
    }

    @Override
    public ScriptedStatement fetchSize(int rows) {
        if (rows < 0) {
            throw new IllegalArgumentException("fetchSize must not be negative, was " + rows);
        }
        return this;
    }

    /**
     * Cold: each subscription executes the statement once for each set of values, one after the other, and emits a
     * result for each.
     *
     * @throws IllegalStateException if a placeholder has no value
     */
    @Override
    public Flux<Result> execute() {
        List<List<@Nullable Object>> executions = new ArrayList<>(added);
        executions.add(values());
        String executed = sql;
        return Flux.fromIterable(executions)
                .concatMap(values -> session.execute(executed, values));
    }

    private ScriptedStatement put(int index, @Nullable Object value) {
        if (index < 0 || index >= placeholders) {
            throw new IndexOutOfBoundsException("no placeholder " + index + " in " + sql);
        }
        bound.put(index, value);
        return this;
    }

    private List<@Nullable Object> values() {
        if (bound.size() < placeholders) {
            throw new IllegalStateException("%d of %d values bound in %s".formatted(bound.size(), placeholders, sql));
        }
        return new ArrayList<>(bound.values());
    }

    private static int indexOf(String name) {
        Matcher placeholder = PLACEHOLDER.matcher(name);
        if (!placeholder.matches()) {
            throw new NoSuchElementException("no placeholder is called " + name);
        }
        return Integer.parseInt(placeholder.group(1)) - 1;
    }

    private static int placeholders(String sql) {
        return PLACEHOLDER.matcher(sql)
                .results()
                .mapToInt(placeholder -> Integer.parseInt(placeholder.group(1)))
                .max()
                .orElse(0);
    }
}
