package io.github.headgate;

import static java.util.Map.entry;

import java.util.Map;

/**
 * What the server's answers mean, by SQLSTATE. The codes and their names are in Appendix A of the Postgres manual. A
 * code that is not here is judged by its class, and a class that is not here says that the statement is wrong.
 */
final class SqlStates {

    private static final Map<String, Rule> BY_CODE = Map.ofEntries(
            entry("08000", Rule.CONNECTION_LOST), // connection_exception
            entry("08001", Rule.CONNECTION_LOST), // sqlclient_unable_to_establish_sqlconnection
            entry("08003", Rule.CONNECTION_LOST), // connection_does_not_exist
            entry("08004", Rule.CONNECTION_LOST), // sqlserver_rejected_establishment_of_sqlconnection
            entry("08006", Rule.CONNECTION_LOST), // connection_failure
            entry("08007", Rule.CONNECTION_LOST), // transaction_resolution_unknown
            entry("08P01", Rule.PERMANENT_EVICT), // protocol_violation
            entry("25006", Rule.READ_ONLY), // read_only_sql_transaction
            entry("25P03", Rule.IDLE_TRANSACTION), // idle_in_transaction_session_timeout
            entry("25P04", Rule.IDLE_TRANSACTION), // transaction_timeout
            entry("26000", Rule.STALE_PLAN), // invalid_sql_statement_name
            entry("40003", Rule.LOST_ANSWER), // statement_completion_unknown
            entry("42P05", Rule.STALE_PLAN), // duplicate_prepared_statement
            entry("53200", Rule.RETRY_ONCE), // out_of_memory
            entry("53300", Rule.TOO_MANY_CONNECTIONS), // too_many_connections
            entry("57P01", Rule.BACKEND_ENDED), // admin_shutdown
            entry("57P02", Rule.BACKEND_ENDED), // crash_shutdown
            entry("57P03", Rule.NOT_YET), // cannot_connect_now
            entry("57P04", Rule.PERMANENT_EVICT), // database_dropped
            entry("57P05", Rule.IDLE_SESSION), // idle_session_timeout
            entry("72000", Rule.CONTENTION)); // snapshot_too_old

    private static final Map<String, Rule> BY_CLASS = Map.of(
            "08", Rule.CONNECTION_LOST,
            "40", Rule.CONTENTION, // transaction_rollback: serialization_failure, deadlock_detected
            "53", Rule.NO_FAST_RETRY, // insufficient_resources
            "55", Rule.NO_FAST_RETRY, // object_not_in_prerequisite_state: lock_not_available, object_in_use
            "57", Rule.NO_FAST_RETRY); // operator_intervention: query_canceled

    private static final String STALE_RESULT_TYPE = "cached plan must not change result type";

    private SqlStates() {}

    /** The rule for an answer; 0A000 is a plan gone stale if it says so, else something that Postgres cannot do. */
    static Rule rule(String code, String message) {
        if (code.equals("0A000") && message.contains(STALE_RESULT_TYPE)) {
            return Rule.STALE_PLAN;
        }
        Rule byClass = BY_CLASS.getOrDefault(code.substring(0, 2), Rule.PERMANENT);
        return BY_CODE.getOrDefault(code, byClass);
    }
}
