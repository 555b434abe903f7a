package io.github.headgate.faults;

import io.r2dbc.spi.Readable;

/**
 * The answer to a read: what was asked, and who answered in what state.
 *
 * @param token what was asked
 * @param backend the process that answered, by its number and its client's port, as numbers come again
 * @param untouched whether nothing of another borrower was there: no transaction, no setting
 */
record Echo(long token, String backend, boolean untouched) {

    /** Asks for {@code $1}. The sequence counts what reaches the server, whatever becomes of it. */
    static final String QUESTION = """
            select $1::bigint, pg_backend_pid() || '/' || coalesce(inet_client_port(), 0),
                   (select pg_current_xact_id_if_assigned() is null
                    and current_setting('transaction_isolation') = 'read committed'
                    and current_setting('lock_timeout') = '0' and current_setting('statement_timeout') = '0'),
                   (select nextval('sent'))""";

    static Echo of(Readable row) {
        return new Echo(row.get(0, Long.class), row.get(1, String.class), row.get(2, Boolean.class));
    }
}
