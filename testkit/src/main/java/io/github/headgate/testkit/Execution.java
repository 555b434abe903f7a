package io.github.headgate.testkit;

import java.util.Collections;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * One statement that was executed on a {@link ScriptedConnectionFactory}.
 *
 * @param connection the {@link ScriptedConnection#id() id} of the connection that it ran on
 * @param values what was bound, in the order of the placeholders
 */
public record Execution(long connection, String sql, List<@Nullable Object> values) {

    public Execution {
        values = Collections.unmodifiableList(new ArrayList<>(values));
    }
}
