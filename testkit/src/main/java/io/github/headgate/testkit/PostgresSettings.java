package io.github.headgate.testkit;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What one server is started with.
 *
 * @param parameters those of {@code postgresql.conf}
 * @param image the Docker image, if it is to run in a container
 */
record PostgresSettings(int port, String password, Map<String, String> parameters, String image) {

    // no machine is expected to lose power during a test; nothing else is given up that a killed server would miss
    private static final Map<String, String> DEFAULTS = Map.of(
            "fsync", "off",
            "max_connections", "100",
            "shared_buffers", "32MB",
            "ssl", "off",
            "wal_keep_size", "128MB"); // so that a standby finds what it missed while it was down

    PostgresSettings {
        parameters = Map.copyOf(parameters);
    }

    /** The same for another server: on another port. */
    PostgresSettings onPort(int other) {
        return new PostgresSettings(other, password, parameters, image);
    }

    /**
     * The lines of a {@code postgresql.conf}; where a name stands twice, the server takes the last.
     *
     * @param own what depends on where the server runs
     */
    String configuration(Map<String, String> own) {
        Map<String, String> all = new LinkedHashMap<>(DEFAULTS);
        all.putAll(own);
        all.putAll(parameters);
        return all.entrySet()
                .stream()
                .map(entry -> entry.getKey() + " = '" + entry.getValue().replace("'", "''") + "'\n")
                .collect(Collectors.joining());
    }
}
