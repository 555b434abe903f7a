package io.github.headgate.benchmarks;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryMetadata;
import io.r2dbc.spi.Readable;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Row;
import io.r2dbc.spi.RowMetadata;
import io.r2dbc.spi.Statement;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.function.BiFunction;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A driver that does nothing: each statement has one row, at once. What a benchmark does not need, it does not have. */
final class PromptDriver {

    private static final Row ROW = made(Row.class, (row, method, arguments) -> switch (method.getName()) {
        case "get" -> "a name";
        default -> throw new UnsupportedOperationException(method.getName());
    });
    private static final RowMetadata NO_METADATA = made(RowMetadata.class, (metadata, method, arguments) -> {
        throw new UnsupportedOperationException(method.getName());
    });
    private static final Result RESULT = made(Result.class, (result, method, arguments) -> switch (method.getName()) {
        case "map" -> mapped(arguments[0]);
        case "getRowsUpdated" -> Mono.just(1L);
        default -> throw new UnsupportedOperationException(method.getName());
    });
    private static final Statement STATEMENT = made(Statement.class, (statement, method, arguments) -> switch (method
            .getName()) {
        case "bind", "bindNull", "fetchSize" -> statement;
        case "execute" -> Flux.just(RESULT);
        default -> throw new UnsupportedOperationException(method.getName());
    });

    private PromptDriver() {}

    static ConnectionFactory factory() {
        return made(ConnectionFactory.class, (factory, method, arguments) -> switch (method.getName()) {
            case "create" -> Mono.fromSupplier(PromptDriver::connection);
            case "getMetadata" -> (ConnectionFactoryMetadata) () -> "prompt";
            case "toString" -> "a prompt driver";
            default -> throw new UnsupportedOperationException(method.getName());
        });
    }

    static Connection connection() {
        return made(Connection.class, (connection, method, arguments) -> switch (method.getName()) {
            case "createStatement" -> STATEMENT;
            case "validate" -> Mono.just(true);
            case "isAutoCommit" -> true;
            case "close", "setAutoCommit", "beginTransaction", "commitTransaction", "rollbackTransaction" ->
                Mono.empty();
            case "hashCode" -> System.identityHashCode(connection);
            case "equals" -> connection == arguments[0];
            case "toString" -> "a prompt connection";
            default -> throw new UnsupportedOperationException(method.getName());
        });
    }

    private static Flux<?> mapped(Object mapping) {
        if (mapping instanceof BiFunction<?, ?, ?>) {
            @SuppressWarnings("unchecked") // as Result.map takes it
            BiFunction<Row, RowMetadata, ?> both = (BiFunction<Row, RowMetadata, ?>) mapping;
            return Flux.just(both.apply(ROW, NO_METADATA));
        }
        @SuppressWarnings("unchecked") // as Result.map takes it
        Function<Readable, ?> one = (Function<Readable, ?>) mapping;
        return Flux.just(one.apply(ROW));
    }

    private static <T> T made(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[]{type}, handler));
    }
}
