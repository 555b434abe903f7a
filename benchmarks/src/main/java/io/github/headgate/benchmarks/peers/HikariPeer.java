package io.github.headgate.benchmarks.peers;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.lang.reflect.InvocationTargetException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;

/** The blocking driver in HikariCP, with a thread for each caller. */
final class HikariPeer implements Client {

    private final HikariDataSource pool;
    private final ExecutorService callers;

    private HikariPeer(HikariDataSource pool, ExecutorService callers) {
        this.pool = pool;
        this.callers = callers;
    }

    static Client onPlatformThreads(Target target, int size) {
        return new HikariPeer(pool(target, size), Executors.newCachedThreadPool());
    }

    static Client onVirtualThreads(Target target, int size) {
        return new HikariPeer(pool(target, size), virtualThreads());
    }

    /** By reflection, since this is compiled for Java 17. */
    private static ExecutorService virtualThreads() {
        try {
            return (ExecutorService) Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("virtual threads need a JDK 21, this is " + Runtime.version(), e);
        }
    }

    private static HikariDataSource pool(Target target, int size) {
        HikariConfig settings = new HikariConfig();
        settings.setJdbcUrl("jdbc:postgresql://%s:%d/%s".formatted(target.host(), target.port(), target.database()));
        settings.setUsername(target.user());
        settings.setPassword(target.password());
        settings.setMaximumPoolSize(size);
        settings.setInitializationFailTimeout(-1); // it comes up before its server, as the others do
        return new HikariDataSource(settings);
    }

    @Override
    public Executor callers() {
        return callers;
    }

    @Override
    public void begin(Work work, int key, Ended ended) {
        tell(ended, connection -> answer(connection, work, key));
    }

    /** A statement can be cancelled from another thread. */
    @Override
    public Runnable nap(Ended ended) {
        AtomicReference<Statement> used = new AtomicReference<>();
        callers.execute(() -> tell(ended, connection -> {
            try (PreparedStatement statement = connection.prepareStatement(Work.NAP)) {
                used.set(statement);
                names(statement);
            }
        }));
        return () -> cancel(used.get());
    }

    private static void cancel(Statement statement) {
        try {
            statement.cancel();
        } catch (SQLException e) {
            throw new IllegalStateException("no cancel request could be sent", e);
        }
    }

    private void tell(Ended ended, Answer answer) {
        try (Connection connection = pool.getConnection()) {
            answer.read(connection);
        } catch (SQLException failure) {
            ended.failed(failure);
            return;
        }
        ended.succeeded();
    }

    /** What is done on a connection. */
    @FunctionalInterface
    private interface Answer {

        void read(Connection connection) throws SQLException;
    }

    private static void answer(Connection connection, Work work, int key) throws SQLException {
        switch (work) {
            case ROW, ENDPOINT -> read(connection, key);
            case ROWS -> readAll(connection);
            case INSERT -> write(connection, Questions.ENTER, key);
            case TRANSACTION -> transaction(connection, key);
        }
    }

    private static void transaction(Connection connection, int key) throws SQLException {
        connection.setAutoCommit(false); // the pool sets it back, and rolls back what was not committed
        read(connection, key);
        write(connection, Questions.TOUCH, key);
        write(connection, Questions.ENTER, key);
        connection.commit();
    }

    private static void read(Connection connection, int key) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(Questions.ONE)) {
            statement.setInt(1, key);
            names(statement);
        }
    }

    private static void readAll(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(Work.ALL)) {
            names(statement);
        }
    }

    private static void names(PreparedStatement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                rows.getInt(1);
                rows.getString(2);
            }
        }
    }

    private static void write(Connection connection, String sql, int key) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setInt(1, key);
            statement.executeUpdate();
        }
    }

    @Override
    public void close() {
        pool.close();
        callers.shutdownNow();
    }
}
