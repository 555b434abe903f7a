package io.github.headgate.benchmarks.peers;

import static java.util.Objects.requireNonNull;

import io.github.headgate.testkit.FaultProxy;
import io.github.headgate.testkit.PostgresServer;
import java.util.Map;

/**
 * Where a client connects to, and as whom. It goes to another process through the environment, which other users of the
 * machine cannot read.
 */
public record Target(String host, int port, String user, String password, String database) {

    private static final String PREFIX = "HEADGATE_BENCHMARK_";

    public Target {
        requireNonNull(host, "host");
        requireNonNull(user, "user");
        requireNonNull(password, "password");
        requireNonNull(database, "database");
    }

    public static Target of(PostgresServer server) {
        return new Target(server.host(), server.port(), server.user(), server.password(), server.database());
    }

    /** The server as it is reached through {@code proxy}. */
    public static Target of(PostgresServer server, FaultProxy proxy) {
        return new Target(proxy.host(), proxy.port(), server.user(), server.password(), server.database());
    }

    static Target from(Map<String, String> environment) {
        return new Target(environment.get(PREFIX + "HOST"), Integer.parseInt(environment.get(PREFIX + "PORT")),
                environment.get(PREFIX + "USER"), environment.get(PREFIX + "PASSWORD"),
                environment.get(PREFIX + "DATABASE"));
    }

    Map<String, String> environment() {
        return Map.of(PREFIX + "HOST", host, PREFIX + "PORT", String.valueOf(port), PREFIX + "USER", user,
                PREFIX + "PASSWORD", password, PREFIX + "DATABASE", database);
    }

    /** The same for Postgres's own programs. */
    public Map<String, String> libpq() {
        return Map.of("PGHOST", host, "PGPORT", String.valueOf(port), "PGUSER", user, "PGPASSWORD", password,
                "PGDATABASE", database);
    }

    /** Without the password. */
    @Override
    public String toString() {
        return user + "@" + host + ":" + port + "/" + database;
    }
}
