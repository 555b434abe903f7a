package io.github.headgate.benchmarks.peers;

import com.github.jasync.sql.db.postgresql.PostgreSQLConnection;
import com.zaxxer.hikari.HikariDataSource;
import io.netty.channel.Channel;
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.vertx.pgclient.PgConnection;
import java.util.List;
import reactor.core.publisher.Mono;

/** A client that somebody could have picked. */
public enum Peer implements Contender {

    HEADGATE("headgate", "Headgate", HeadgatePeer::of),
    HEADGATE_FACTORY("headgate-factory", "Headgate as ConnectionFactory", FactoryPeer::headgate),
    PLAIN("r2dbc-pool", "r2dbc-pool", FactoryPeer::plain),
    TUNED("r2dbc-pool-tuned", "r2dbc-pool, tuned", FactoryPeer::tuned),
    GUARDED("r2dbc-pool-guarded", "r2dbc-pool, retry and timeout", FactoryPeer::guarded),
    VERTX("vertx", "Vert.x pg", VertxPeer::pool),
    VERTX_PIPELINED("vertx-pipelined", "Vert.x pg, pipelined", VertxPeer::pipelined),
    JASYNC("jasync", "jasync", JasyncPeer::of),
    HIKARI("hikari", "HikariCP + pgjdbc, platform threads", HikariPeer::onPlatformThreads),
    HIKARI_VIRTUAL("hikari-virtual", "HikariCP + pgjdbc, virtual threads", HikariPeer::onVirtualThreads);

    private final String id;
    private final String label;
    private final Opening opening;

    Peer(String id, String label, Opening opening) {
        this.id = id;
        this.label = label;
        this.opening = opening;
    }

    /**
     * Those of these ids, or all if none is given.
     *
     * @throws IllegalArgumentException if one of them is not known
     */
    public static List<Contender> chosen(List<String> ids) {
        return ids.isEmpty() ? List.of(values()) : ids.stream().map(Contender::of).toList();
    }

    /** A class of each library that one of them stands on. */
    public static List<Class<?>> libraries() {
        return List.of(Mono.class, PostgresqlConnection.class, ConnectionPool.class, PgConnection.class,
                PostgreSQLConnection.class, HikariDataSource.class, org.postgresql.Driver.class, Channel.class);
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String label() {
        return label;
    }

    @Override
    public boolean needsVirtualThreads() {
        return this == HIKARI_VIRTUAL;
    }

    /** Statements of others may be on the same connection. */
    @Override
    public boolean canCancel() {
        return this != VERTX_PIPELINED;
    }

    @Override
    public Client open(Target target, int size) {
        return opening.open(target, size);
    }
}
