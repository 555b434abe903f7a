package io.github.headgate.testkit;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** What stands behind {@link WithPostgres}. */
public final class PostgresExtension implements BeforeAllCallback, BeforeEachCallback, ParameterResolver {

    private static final Namespace NAMESPACE = Namespace.create(PostgresExtension.class);

    @Override
    public void beforeAll(ExtensionContext context) {
        server(context);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        PostgresServer server = server(context);
        server.thaw();
        server.start();
        FaultProxy shared = store(context).get(FaultProxy.class, FaultProxy.class);
        if (shared != null) {
            shared.heal();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == PostgresServer.class || type == FaultProxy.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == PostgresServer.class ? server(context) : proxy(context);
    }

    // made in the context of the outermost class, where those of its tests find it; JUnit closes it with that context
    private static PostgresServer server(ExtensionContext context) {
        return store(context).computeIfAbsent(PostgresServer.class, type -> PostgresServer.started(),
                PostgresServer.class);
    }

    // made in the context of whoever asks first: of one test, or of a class and all its tests
    private static FaultProxy proxy(ExtensionContext context) {
        return store(context).computeIfAbsent(FaultProxy.class, type -> FaultProxy.before(server(context)),
                FaultProxy.class);
    }

    private static Store store(ExtensionContext context) {
        return context.getStore(NAMESPACE);
    }
}
