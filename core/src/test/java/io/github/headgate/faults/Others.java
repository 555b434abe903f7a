package io.github.headgate.faults;

import io.github.headgate.testkit.PostgresServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Other clients of a server. */
record Others(PostgresServer server) {

    private static final Duration PAUSE = Duration.ofMillis(2);

    /** Takes every connection that the server gives away, for so long, and then gives them all back. */
    void takeAllConnections(Duration time) {
        List<Connection> taken = new ArrayList<>();
        long begun = System.nanoTime();
        while (System.nanoTime() - begun < time.toNanos()) {
            try {
                taken.add(connected());
            } catch (SQLException none) {
                LockSupport.parkNanos(PAUSE.toNanos()); // until somebody else gives one back
            }
        }
        taken.forEach(Others::close);
    }

    private Connection connected() throws SQLException {
        String url = "jdbc:postgresql://%s:%d/%s?sslmode=disable".formatted(server.host(), server.port(),
                server.database());
        return DriverManager.getConnection(url, server.user(), server.password());
    }

    private static void close(Connection connection) {
        try {
            connection.close();
        } catch (SQLException failure) {
            throw new IllegalStateException("cannot give " + connection + " back", failure);
        }
    }
}
