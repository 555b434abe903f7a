package io.github.headgate.testkit;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;

import io.r2dbc.spi.Batch;
import io.r2dbc.spi.Result;
import reactor.core.publisher.Flux;

/** Statements of a {@link ScriptedConnection} that are executed one after the other, until one fails. */
public final class ScriptedBatch implements Batch {

    private final ScriptedSession session;
    private final List<String> statements = new ArrayList<>();

    ScriptedBatch(ScriptedSession session) {
        this.session = session;
    }

    @Override
    public ScriptedBatch add(String sql) {
        statements.add(requireNonNull(sql, "sql"));
        return this;
    }

    @Override
    public Flux<Result> execute() {
        return Flux.fromIterable(List.copyOf(statements))
                .concatMap(sql -> session.execute(sql, List.of()));
    }
}
