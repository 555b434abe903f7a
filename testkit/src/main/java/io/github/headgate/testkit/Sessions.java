package io.github.headgate.testkit;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.jdbc.PreferQueryMode;

/** Short sessions through pgjdbc, one a call, so that what is tested has no part in looking at it. */
final class Sessions {

    private static final int LOGIN_SECONDS = 2;
    private static final int ANSWER_SECONDS = 30;

    private final PGSimpleDataSource source = new PGSimpleDataSource();

    Sessions(String host, int port, String password) {
        this(host, port, password, PostgresServer.DATABASE);
    }

    private Sessions(String host, int port, String password, String database) {
        source.setServerNames(new String[]{host});
        source.setPortNumbers(new int[]{port});
        source.setDatabaseName(database);
        source.setUser(PostgresServer.USER);
        source.setPassword(password);
        source.setApplicationName("headgate-testkit");
        source.setSslMode("disable");
        source.setGssEncMode("disable");
        source.setConnectTimeout(LOGIN_SECONDS);
        source.setSocketTimeout(LOGIN_SECONDS);
    }

    /** Sessions with the admin console of a PgBouncer, which knows simple queries only. */
    static Sessions withPgBouncer(String host, int port, String password) {
        Sessions sessions = new Sessions(host, port, password, "pgbouncer");
        sessions.source.setSslMode("prefer"); // for one that takes no others
        sessions.source.setPreferQueryMode(PreferQueryMode.SIMPLE);
        sessions.source.setReplication("false"); // or pgjdbc sends a SET, which the console would take for its own
        return sessions;
    }

    boolean canLogIn() {
        try (Connection connection = source.getConnection()) {
            return connection.isValid(LOGIN_SECONDS);
        } catch (SQLException e) {
            return false;
        }
    }

    /** Returns the rows, or none for a statement that has none. */
    List<List<@Nullable Object>> run(String sql) {
        try (Connection connection = source.getConnection(); Statement statement = connection.createStatement()) {
            connection.setNetworkTimeout(Runnable::run, ANSWER_SECONDS * 1_000);
            return statement.execute(sql) ? rows(statement.getResultSet()) : List.of();
        } catch (SQLException e) {
            throw new IllegalStateException(sql + " failed: " + e.getMessage(), e);
        }
    }

    private static List<List<@Nullable Object>> rows(ResultSet result) throws SQLException {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        int columns = result.getMetaData().getColumnCount();
        while (result.next()) {
            List<@Nullable Object> row = new ArrayList<>();
            for (int column = 1; column <= columns; column++) {
                row.add(result.getObject(column));
            }
            rows.add(row);
        }
        return rows;
    }
}
