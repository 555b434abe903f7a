package io.github.headgate.faults;

import io.github.headgate.testkit.PostgresServer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What stands at the server, read by somebody else's driver.
 *
 * @param rows for each operation that wrote, how often each part of it is there
 * @param sent how many statements the server has begun
 */
record Table(Map<Long, Map<Integer, Integer>> rows, long sent) {

    static Table of(PostgresServer server) {
        Map<Long, Map<Integer, Integer>> rows = new HashMap<>();
        for (List<?> row : server.query("select id, part, count(*)::int from ledger group by id, part")) {
            rows.computeIfAbsent((Long) row.get(0), id -> new HashMap<>())
                    .put((Integer) row.get(1), (Integer) row.get(2));
        }
        return new Table(rows, sent(server));
    }

    static long sent(PostgresServer server) {
        return (Long) server.query("select case when is_called then last_value else 0 end from sent").get(0).get(0);
    }

    /** How many of the parts of an operation are there. */
    int parts(long id) {
        return rows.getOrDefault(id, Map.of()).size();
    }

    /** Whether a part of an operation is there more than once. */
    boolean isTwice(long id) {
        return rows.getOrDefault(id, Map.of()).values().stream().anyMatch(count -> count > 1);
    }
}
