package io.github.headgate;

import io.r2dbc.spi.IsolationLevel;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.TransactionDefinition;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Runs each request as an operation of its own. */
final class ClientExecutor implements DefaultSql.Executor {

    private final Operations operations;

    ClientExecutor(Operations operations) {
        this.operations = operations;
    }

    @Override
    public <T> Flux<T> execute(
            Request request, boolean repeatable, Work.Covered covered, Function<Flux<Result>, Publisher<T>> read) {
        Work.Kind kind = kind(request);
        boolean transaction = kind == Work.Kind.TRANSACTION;
        Work work = Work.of(kind)
                .repeatable(repeatable)
                .covering(covered)
                .within(request.timeout());
        return operations.run(work, (lease, operation) -> {
            Transaction statements = new Transaction(lease, operation);
            Flux<T> answer = statements.execute(request, repeatable, covered, read);
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
