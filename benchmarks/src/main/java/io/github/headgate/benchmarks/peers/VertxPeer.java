package io.github.headgate.benchmarks.peers;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** The client of Vert.x, with its statement cache on: R2DBC Postgres and pgjdbc have theirs on by default. */
final class VertxPeer implements Client {

    private static final int PIPELINING = 256; // the default that its own benchmarks raise it to
    private static final long LIMIT = 30;

    private final Vertx vertx;
    private final SqlClient client;
    private final Pool pool;

    private VertxPeer(Vertx vertx, SqlClient client, Pool pool) {
        this.vertx = vertx;
        this.client = client;
        this.pool = pool;
    }

    static Client pool(Target target, int size) {
        Vertx vertx = Vertx.vertx();
        Pool pool = pool(vertx, connecting(target), size);
        return new VertxPeer(vertx, pool, pool);
    }

    /** Statements share a connection while others are on their way. A transaction has a connection of a pool to itself. */
    static Client pipelined(Target target, int size) {
        Vertx vertx = Vertx.vertx();
        PgConnectOptions connecting = connecting(target).setPipeliningLimit(PIPELINING);
        SqlClient client = PgBuilder.client()
                .with(new PoolOptions().setMaxSize(size))
                .connectingTo(connecting)
                .using(vertx)
                .build();
        return new VertxPeer(vertx, client, pool(vertx, connecting, size));
    }

    private static Pool pool(Vertx vertx, PgConnectOptions connecting, int size) {
        return PgBuilder.pool()
                .with(new PoolOptions().setMaxSize(size))
                .connectingTo(connecting)
                .using(vertx)
                .build();
    }

    private static PgConnectOptions connecting(Target target) {
        return new PgConnectOptions()
                .setHost(target.host())
                .setPort(target.port())
                .setUser(target.user())
                .setPassword(target.password())
                .setDatabase(target.database())
                .setCachePreparedStatements(true);
    }

    @Override
    public void begin(Work work, int key, Ended ended) {
        tell(answer(work, key), ended);
    }

    /** A future cannot be cancelled, but its connection can ask the server to cancel. */
    @Override
    public Runnable nap(Ended ended) {
        AtomicReference<PgConnection> used = new AtomicReference<>();
        tell(pool.withConnection(connection -> {
            used.set((PgConnection) connection);
            return connection.preparedQuery(Work.NAP).execute();
        }), ended);
        return () -> used.get().cancelRequest();
    }

    private static void tell(Future<?> answer, Ended ended) {
        answer.onComplete(done -> {
            if (done.succeeded()) {
                ended.succeeded();
            } else {
                ended.failed(done.cause());
            }
        });
    }

    private Future<?> answer(Work work, int key) {
        return switch (work) {
            case ROW, ENDPOINT -> row(client, key);
            case ROWS -> client.preparedQuery(Work.ALL).execute().map(VertxPeer::names);
            case INSERT -> client.preparedQuery(Work.ENTER).execute(Tuple.of(key));
            case TRANSACTION -> pool.withTransaction(connection -> transaction(connection, key));
        };
    }

    private static Future<?> row(SqlClient client, int key) {
        return client.preparedQuery(Work.ONE).execute(Tuple.of(key)).map(VertxPeer::names);
    }

    private static Future<RowSet<Row>> transaction(SqlConnection connection, int key) {
        return row(connection, key)
                .compose(read -> connection.preparedQuery(Work.TOUCH).execute(Tuple.of(key)))
                .compose(touched -> connection.preparedQuery(Work.ENTER).execute(Tuple.of(key)));
    }

    private static int names(RowSet<Row> rows) {
        int names = 0;
        for (Row row : rows) {
            row.getInteger(0);
            names += row.getString(1).length();
        }
        return names;
    }

    @Override
    public void close() {
        Future.join(client.close(), pool.close())
                .eventually(vertx::close)
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(LIMIT, TimeUnit.SECONDS)
                .join();
    }
}
