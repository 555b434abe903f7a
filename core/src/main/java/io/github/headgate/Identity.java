package io.github.headgate;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Readable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Which history of which database a server goes on with. A standby that was promoted begins another timeline, and may
 * lack the last transactions of the one before; there nobody can tell what became of them.
 *
 * @param system the identifier that {@code initdb} gave
 * @param timeline the current one; empty of a standby, which has none of its own
 */
record Identity(String system, String timeline) {

    /** What tells it, from Postgres 13 on. */
    static final String COLUMNS = "(select system_identifier::text from pg_control_system()),"
            + " case when pg_is_in_recovery() then '' else left(pg_walfile_name(pg_current_wal_lsn()), 8) end";

    private static final String QUESTION = "select " + COLUMNS
            + " where current_setting('server_version_num')::int >= 130000";

    /** Asks the server; empty if it is too old to tell of its transactions. */
    static Mono<Identity> of(Connection connection) {
        return Uncancelled.of(Flux.defer(() -> connection.createStatement(QUESTION).execute())
                .concatMap(result -> result.map(row -> of(row, 0)))
                .singleOrEmpty());
    }

    /** What stands in {@link #COLUMNS}, the first of which has this index. */
    static Identity of(Readable row, int first) {
        return new Identity(String.valueOf(row.get(first)), String.valueOf(row.get(first + 1)));
    }

    boolean isPrimary() {
        return !timeline.isEmpty();
    }
}
