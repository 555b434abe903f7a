package io.github.headgate.benchmarks.peers;

import com.github.jasync.sql.db.Connection;
import com.github.jasync.sql.db.ConnectionPoolConfigurationBuilder;
import com.github.jasync.sql.db.QueryResult;
import com.github.jasync.sql.db.RowData;
import com.github.jasync.sql.db.postgresql.PostgreSQLConnectionBuilder;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * jasync, whose placeholders are question marks. It has threads of its own for its answers, as many as there are
 * processors: where Java's common pool is too small to be used, which is so on two, it would get a new one for each.
 */
final class JasyncPeer implements Client {

    private static final long LIMIT = 30;

    private final Connection pool;
    private final ExecutorService executor;

    private JasyncPeer(Connection pool, ExecutorService executor) {
        this.pool = pool;
        this.executor = executor;
    }

    static Client of(Target target, int size) {
        ConnectionPoolConfigurationBuilder settings = new ConnectionPoolConfigurationBuilder();
        settings.setHost(target.host());
        settings.setPort(target.port());
        settings.setUsername(target.user());
        settings.setPassword(target.password());
        settings.setDatabase(target.database());
        settings.setMaxActiveConnections(size);
        ExecutorService executor = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
        settings.setExecutionContext(executor);
        return new JasyncPeer(PostgreSQLConnectionBuilder.createConnectionPool(settings), executor);
    }

    @Override
    public void begin(Work work, int key, Ended ended) {
        tell(answer(work, key), ended);
    }

    @Override
    public Runnable nap(Ended ended) {
        CompletableFuture<QueryResult> answer = pool.sendPreparedStatement(Work.NAP);
        tell(answer, ended);
        return () -> answer.cancel(true);
    }

    private static void tell(CompletableFuture<?> answer, Ended ended) {
        answer.whenComplete((done, failure) -> {
            if (failure == null) {
                ended.succeeded();
            } else {
                ended.failed(failure);
            }
        });
    }

    private CompletableFuture<?> answer(Work work, int key) {
        return switch (work) {
            case ROW, ENDPOINT -> sent(pool, Questions.ONE, key).thenApply(JasyncPeer::names);
            case ROWS -> pool.sendPreparedStatement(Work.ALL).thenApply(JasyncPeer::names);
            case INSERT -> sent(pool, Questions.ENTER, key);
            case TRANSACTION -> pool.inTransaction(connection -> sent(connection, Questions.ONE, key)
                    .thenApply(JasyncPeer::names)
                    .thenCompose(read -> sent(connection, Questions.TOUCH, key))
                    .thenCompose(touched -> sent(connection, Questions.ENTER, key)));
        };
    }

    private static CompletableFuture<QueryResult> sent(Connection connection, String sql, int key) {
        return connection.sendPreparedStatement(sql, List.of(key));
    }

    private static int names(QueryResult answer) {
        int names = 0;
        for (RowData row : answer.getRows()) {
            row.getInt(0);
            names += row.getString(1).length();
        }
        return names;
    }

    @Override
    public void close() {
        pool.disconnect().orTimeout(LIMIT, TimeUnit.SECONDS).join();
        executor.shutdownNow();
    }
}
