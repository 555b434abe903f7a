package io.github.headgate;

import io.r2dbc.spi.TransactionDefinition;
import reactor.core.publisher.Flux;

/** Runs each request as an operation of its own. */
final class ClientExecutor implements DefaultSql.Executor {

    private final Operations operations;

    ClientExecutor(Operations operations) {
        this.operations = operations;
    }

    @Override
    public <T, R> Flux<R> execute(
            Request request, Work.Repeat repeat, Work.Covered covered, Reading<T, R> reading) {
        Work.Kind kind = kind(request);
        boolean transaction = kind == Work.Kind.TRANSACTION;
        Work work = Work.of(kind)
                .declared(repeat)
                .covering(covered)
                .within(request.timeout());
        return operations.run(work, (lease, operation) -> {
            Transaction statements = new Transaction(lease, operation);
            Flux<R> answer = statements.execute(request, repeat, covered, reading);
            return transaction ? statements.enclose(definition(request), answer) : answer;
        });
    }

    private static Work.Kind kind(Request request) {
        if (request.isBatch() || request.readOnly()) {
            return Work.Kind.TRANSACTION;
        }
        return request.isProcedure() ? Work.Kind.PROCEDURE : Work.Kind.STATEMENT;
    }

    private static TransactionDefinition definition(Request request) {
        return new Definition(request.readOnly());
    }
}
