package io.github.headgate;

import io.r2dbc.spi.Batch;
import io.r2dbc.spi.Result;
import reactor.core.publisher.Flux;

/** A batch whose answers are read to their end, or cancelled, before its connection goes to anybody else. */
final class GuardedBatch implements Batch {

    private final Batch batch;
    private final GuardedConnection connection;

    GuardedBatch(Batch batch, GuardedConnection connection) {
        this.batch = batch;
        this.connection = connection;
    }

    @Override
    public Batch add(String sql) {
        batch.add(sql);
        return this;
    }

    @Override
    public Flux<Result> execute() {
        return connection.results(batch::execute, false);
    }
}
