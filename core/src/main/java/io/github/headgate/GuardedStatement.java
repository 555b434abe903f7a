package io.github.headgate;

import io.r2dbc.spi.Result;
import io.r2dbc.spi.Statement;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;

/** A statement whose answer is read to its end, or cancelled, before its connection goes to anybody else. */
final class GuardedStatement implements Statement {

    private final Statement statement;
    private final GuardedConnection connection;
    private boolean bound;

    GuardedStatement(Statement statement, GuardedConnection connection) {
        this.statement = statement;
        this.connection = connection;
    }

    /** Each subscription executes it anew; what the driver has against that is heard at once. */
    @Override
    public Flux<Result> execute() {
        AtomicReference<@Nullable Publisher<? extends Result>> first = new AtomicReference<>(statement.execute());
        return connection.results(() -> {
            Publisher<? extends Result> answer = first.getAndSet(null);
            return answer != null ? answer : statement.execute();
        }, bound);
    }

    @Override
    public Statement add() {
        statement.add();
        return this;
    }

    @Override
    public Statement bind(int index, Object value) {
        statement.bind(index, value);
        bound = true;
        return this;
    }

    @Override
    public Statement bind(String name, Object value) {
        statement.bind(name, value);
        bound = true;
        return this;
    }

    @Override
    public Statement bindNull(int index, Class<?> type) {
        statement.bindNull(index, type);
        bound = true;
        return this;
    }

    @Override
    public Statement bindNull(String name, Class<?> type) {
        statement.bindNull(name, type);
        bound = true;
        return this;
    }

    @Override
    public Statement returnGeneratedValues(String... columns) {
        statement.returnGeneratedValues(columns);
        return this;
    }

    @Override
    public Statement fetchSize(int rows) {
        statement.fetchSize(rows);
        return this;
    }

    @Override
    public String toString() {
        return statement.toString();
    }
}
