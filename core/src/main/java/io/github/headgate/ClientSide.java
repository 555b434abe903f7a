package io.github.headgate;

import io.netty.channel.ChannelException;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.R2dbcTimeoutException;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Map.Entry;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import reactor.pool.PoolAcquirePendingLimitException;
import reactor.pool.PoolAcquireTimeoutException;
import reactor.pool.PoolShutdownException;

/**
 * What the failures mean that the driver, the pool and the network make up themselves, with no answer of the server. The
 * driver gives nearly all of them 08003 or 08006, so they are told apart by what they say. The first row that matches
 * holds.
 */
final class ClientSide {

    private static final Predicate<Throwable> ROLLBACK_FOR_COMMIT = says("The database returned ROLLBACK");
    private static final Map<Predicate<Throwable>, Rule> ROWS = new LinkedHashMap<>();

    static {
        ROWS.put(says("Connection closed during SSL negotiation"), Rule.NOT_REACHED);
        ROWS.put(says("Server support for SSL connection is disabled"), Rule.PERMANENT);
        ROWS.put(says("Server requires SSL handshake"), Rule.PERMANENT);
        ROWS.put(says("could not be verified"), Rule.PERMANENT);
        ROWS.put(says("Cannot connect to").and(ClientSide::isRefusedByTls), Rule.PERMANENT);
        ROWS.put(says("Cannot connect to").and(failure -> failure.getCause() instanceof IllegalArgumentException),
                Rule.PERMANENT); // no password where the server wants one
        ROWS.put(says("Cannot connect to"), Rule.NOT_REACHED);
        ROWS.put(says("because the connection is closed").and(failure -> failure.getCause() == null),
                Rule.NOT_REACHED);
        ROWS.put(says("because the connection is closed"), Rule.CONNECTION_LOST);
        ROWS.put(says("Connection unexpectedly closed"), Rule.CONNECTION_LOST);
        ROWS.put(says("Connection closed"), Rule.CONNECTION_LOST);
        ROWS.put(says("An I/O error occurred while sending"), Rule.CONNECTION_LOST);
        ROWS.put(says("request queue limit is exceeded"), Rule.OVERLOAD);
        ROWS.put(says("Response queue is full"), Rule.CONNECTION_LOST);
        ROWS.put(ROLLBACK_FOR_COMMIT, Rule.NO_FAST_RETRY);
        ROWS.put(says("Connection validation failed"), Rule.NOT_REACHED);
        ROWS.put(says("Validation timed out"), Rule.NOT_REACHED);
        ROWS.put(says("Connection acquisition timed out"), Rule.OVERLOAD);
        ROWS.put(PoolAcquireTimeoutException.class::isInstance, Rule.OVERLOAD);
        ROWS.put(PoolAcquirePendingLimitException.class::isInstance, Rule.OVERLOAD);
        ROWS.put(PoolShutdownException.class::isInstance, Rule.NOT_REACHED);
        ROWS.put(SSLException.class::isInstance, Rule.PERMANENT);
        ROWS.put(R2dbcTimeoutException.class::isInstance, Rule.CONNECTION_LOST);
        ROWS.put(TimeoutException.class::isInstance, Rule.CONNECTION_LOST);
        ROWS.put(IOException.class::isInstance, Rule.CONNECTION_LOST);
        ROWS.put(ChannelException.class::isInstance, Rule.CONNECTION_LOST);
    }

    private ClientSide() {}

    /** The rule for {@code failure}, or empty if it is not one of these: then it is an answer, or a bug. */
    static Optional<Rule> rule(Throwable failure) {
        return ROWS.entrySet()
                .stream()
                .filter(row -> row.getKey().test(failure))
                .map(Entry::getValue)
                .findFirst();
    }

    static boolean isRollbackForCommit(Throwable failure) {
        return ROLLBACK_FOR_COMMIT.test(failure);
    }

    private static Predicate<Throwable> says(String words) {
        return failure -> failure instanceof R2dbcException
                && failure.getMessage() != null
                && failure.getMessage().contains(words);
    }

    /** A certificate that is not trusted stays so; a handshake that was cut off may work the next time. */
    private static boolean isRefusedByTls(Throwable failure) {
        Throwable[] several = failure.getSuppressed();
        if (several.length > 0) {
            return Arrays.stream(several).allMatch(ClientSide::isTls);
        }
        return isTls(failure.getCause());
    }

    private static boolean isTls(@Nullable Throwable cause) {
        return Stream.ofNullable(cause)
                .flatMap(Failures::causes)
                .anyMatch(next -> next instanceof SSLException && !isCutOff(next));
    }

    private static boolean isCutOff(Throwable failure) {
        String message = String.valueOf(failure.getMessage());
        return message.contains("closed") || message.contains("reset");
    }
}
