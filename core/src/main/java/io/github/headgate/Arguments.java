package io.github.headgate;

import io.r2dbc.spi.Statement;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of a statement, in one set or in several. A value: to bind one more makes another that goes on from this
 * one, which takes as long for the thousandth as for the first. Its text form holds no argument.
 */
final class Arguments {

    static final Arguments NONE = new Arguments(null, null, 0, false, false);

    private final @Nullable Arguments before;
    private final @Nullable Consumer<Statement> binding; // null where a set ends
    private final int ends;
    private final boolean any;
    private final boolean inLastSet;

    private Arguments(
            @Nullable Arguments before, @Nullable Consumer<Statement> binding, int ends, boolean any,
            boolean inLastSet) {
        this.before = before;
        this.binding = binding;
        this.ends = ends;
        this.any = any;
        this.inLastSet = inLastSet;
    }

    Arguments bind(Consumer<Statement> next) {
        return new Arguments(this, next, ends, true, true);
    }

    /** Ends a set, and begins the next. */
    Arguments add() {
        return new Arguments(this, null, ends + 1, any, false);
    }

    boolean isEmpty() {
        return !any;
    }

    /** Whether there is more than one set. */
    boolean areBatch() {
        return ends > 0;
    }

    /** Whether nothing has been bound since the last set ended. */
    boolean isLastSetEmpty() {
        return !inLastSet;
    }

    void bindTo(Statement statement) {
        Deque<Arguments> inOrder = new ArrayDeque<>();
        for (Arguments each = this; each.before != null; each = each.before) {
            inOrder.push(each);
        }
        inOrder.forEach(each -> each.applyTo(statement));
    }

    private void applyTo(Statement statement) {
        if (binding == null) {
            statement.add();
        } else {
            binding.accept(statement);
        }
    }

    @Override
    public String toString() {
        return (ends + 1) + " sets of arguments";
    }
}
