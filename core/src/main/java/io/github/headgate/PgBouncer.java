package io.github.headgate;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Map.Entry;
import java.util.Optional;

/**
 * What PgBouncer's own messages mean. It gives 08P01, protocol_violation, to almost everything, so they are judged by
 * their words; see the sources of PgBouncer 1.18, {@code disconnect_client} and {@code disconnect_server}.
 */
final class PgBouncer {

    private static final Map<String, Rule> BY_MESSAGE = new LinkedHashMap<>();

    static {
        BY_MESSAGE.put("query_wait_timeout", Rule.NOT_REACHED);
        BY_MESSAGE.put("client_login_timeout", Rule.NOT_REACHED);
        BY_MESSAGE.put("server login has been failing", Rule.NOT_REACHED);
        BY_MESSAGE.put("no more connections allowed", Rule.TOO_MANY_CONNECTIONS);
        BY_MESSAGE.put("client connections exceeded", Rule.TOO_MANY_CONNECTIONS);
        BY_MESSAGE.put("pooler is shutting down", Rule.NOT_REACHED);
        BY_MESSAGE.put("server conn crashed", Rule.CONNECTION_LOST);
        BY_MESSAGE.put("query_timeout", Rule.CONNECTION_LOST);
        BY_MESSAGE.put("server shutting down", Rule.CONNECTION_LOST);
    }

    private PgBouncer() {}

    /** The rule for a message that came with 08P01, or empty if PgBouncer has no such message or it is for good. */
    static Optional<Rule> rule(String message) {
        return BY_MESSAGE.entrySet()
                .stream()
                .filter(row -> message.contains(row.getKey()))
                .map(Entry::getValue)
                .findFirst();
    }
}
