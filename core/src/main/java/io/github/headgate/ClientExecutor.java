package io.github.headgate;

import io.r2dbc.spi.TransactionDefinition;
import reactor.core.publisher.Flux;

/** Runs each request as an operation of its own. */
final class ClientExecutor implements DefaultSql.Executor {

    private final Operations operations;
    private final CommitOutcomes outcomes;

    ClientExecutor(Operations operations, CommitOutcomes outcomes) {
        this.operations = operations;
        this.outcomes = outcomes;
    }

    @Override
    public <T, R> Flux<R> execute(
            Request request, Work.Repeat repeat, Work.Covered covered, Reading<T, R> reading) {
        Work.Kind kind = kind(request, repeat);
        boolean transaction = kind == Work.Kind.TRANSACTION;
        OperationKind name = repeat == Work.Repeat.READ ? OperationKind.QUERY : OperationKind.UPDATE;
        Work work = new Work(kind, name, request.sql(), repeat, covered, request.timeout(), true);
        return operations.run(work, (lease, operation) -> {
            Transaction statements = new Transaction(lease, operation, outcomes);
            Flux<R> answer = statements.execute(request, repeat, covered, reading);
            return transaction ? statements.enclose(definition(request), answer) : answer;
        });
    }

    private Work.Kind kind(Request request, Work.Repeat repeat) {
        boolean resolved = outcomes.areResolved() && repeat == Work.Repeat.UNDECLARED && request.isChange();
        if (request.isBatch() || request.readOnly() || resolved) {
            return Work.Kind.TRANSACTION;
        }
        return request.isProcedure() ? Work.Kind.PROCEDURE : Work.Kind.STATEMENT;
    }

    private static TransactionDefinition definition(Request request) {
        return request.readOnly() ? TransactionOptions.defaults().readOnly() : TransactionOptions.defaults();
    }
}
