package io.github.headgate;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Map.Entry;
import java.util.Optional;

/**
 * What PgBouncer's messages mean. It gives 08P01, protocol_violation, to almost everything, so they are judged by their
 * words; see the sources of PgBouncer 1.18, {@code disconnect_client} and {@code disconnect_server}. What the server says
 * to its login it passes on to those who log in, in the server's words, but with 08P01 too ({@code kill_pool_logins}).
 */
final class PgBouncer {

    private static final Map<String, Rule> BY_MESSAGE = new LinkedHashMap<>();

    static {
        BY_MESSAGE.put("query_wait_timeout", Rule.NOT_REACHED);
        BY_MESSAGE.put("query_timeout", Rule.NOT_REACHED); // said to those who wait; to the others "query timeout"
        BY_MESSAGE.put("client_login_timeout", Rule.NOT_REACHED);
        BY_MESSAGE.put("server login has been failing", Rule.NOT_REACHED);
        BY_MESSAGE.put("no more connections allowed", Rule.TOO_MANY_CONNECTIONS);
        BY_MESSAGE.put("client connections exceeded", Rule.TOO_MANY_CONNECTIONS);
        BY_MESSAGE.put("pooler is shutting down", Rule.NOT_REACHED);
        BY_MESSAGE.put("server shutting down", Rule.NOT_REACHED); // since 1.23, to those who wait
        BY_MESSAGE.put("server conn crashed", Rule.CONNECTION_LOST);
        BY_MESSAGE.put("query timeout", Rule.CONNECTION_LOST); // the server goes on with it
        BY_MESSAGE.put("idle transaction timeout", Rule.IDLE_TRANSACTION);
        BY_MESSAGE.put("client_idle_timeout", Rule.IDLE_SESSION);
        BY_MESSAGE.put("the database system is", Rule.NOT_YET); // starting up, shutting down, in recovery mode, …
        BY_MESSAGE.put("too many clients already", Rule.TOO_MANY_CONNECTIONS);
        BY_MESSAGE.put("too many connections for", Rule.TOO_MANY_CONNECTIONS);
        BY_MESSAGE.put("remaining connection slots are reserved", Rule.TOO_MANY_CONNECTIONS);
    }

    private PgBouncer() {}

    /** The rule for a message that came with 08P01; empty if it is not one of these, or is for good. */
    static Optional<Rule> rule(String message) {
        return BY_MESSAGE.entrySet()
                .stream()
                .filter(row -> message.contains(row.getKey()))
                .map(Entry::getValue)
                .findFirst();
    }
}
