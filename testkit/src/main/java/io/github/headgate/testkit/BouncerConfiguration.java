package io.github.headgate.testkit;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A {@code pgbouncer.ini}.
 *
 * @param database the line of the section {@code [databases]}
 * @param settings lines of the section {@code [pgbouncer]}
 */
record BouncerConfiguration(String database, int port, Map<String, String> settings) {

    private static final Map<String, String> DEFAULTS = Map.of(
            "listen_addr", "127.0.0.1",
            "unix_socket_dir", "",
            "pool_mode", "transaction",
            "auth_type", "scram-sha-256",
            "ignore_startup_parameters", "extra_float_digits"); // R2DBC Postgres and pgjdbc send it

    BouncerConfiguration {
        settings = Map.copyOf(settings);
    }

    /**
     * The content of the file; where a name stands twice, the user's is taken.
     *
     * @param own what depends on where it lies
     */
    String text(Map<String, String> own) {
        Map<String, String> all = new LinkedHashMap<>(DEFAULTS);
        all.put("listen_port", Integer.toString(port));
        all.putAll(own);
        all.putAll(settings);
        return "[databases]\n" + database + "\n[pgbouncer]\n" + all.entrySet()
                .stream()
                .map(entry -> entry.getKey() + " = " + entry.getValue() + "\n")
                .collect(Collectors.joining());
    }
}
