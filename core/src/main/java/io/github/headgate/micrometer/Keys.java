package io.github.headgate.micrometer;

/**
 * The names of tags, and of values that stand for the lack of one: a meter has to have the same tags always. Values are
 * bounded: none comes from a statement, a row or an address.
 *
 * @see <a href="https://opentelemetry.io/docs/specs/semconv/db/postgresql/">OpenTelemetry's conventions for
 *     PostgreSQL</a>
 */
final class Keys {

    static final String SYSTEM = "db.system.name";
    static final String NAMESPACE = "db.namespace";
    static final String OPERATION = "db.operation.name";
    static final String STATUS_CODE = "db.response.status_code";
    static final String QUERY_TEXT = "db.query.text";
    static final String POOL = "db.client.connection.pool.name";
    static final String POOL_STATE = "db.client.connection.state";
    static final String ERROR_TYPE = "error.type";
    static final String OUTCOME = "outcome";

    static final String GENERATION = "headgate.generation";
    static final String ATTEMPTS = "headgate.attempts";

    static final String POSTGRESQL = "postgresql";
    static final String NONE = "none";

    private Keys() {}
}
