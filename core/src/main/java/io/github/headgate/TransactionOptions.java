package io.github.headgate;

import static java.util.Objects.requireNonNull;

import io.r2dbc.spi.IsolationLevel;
import io.r2dbc.spi.Option;
import io.r2dbc.spi.TransactionDefinition;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a transaction is begun, and how long it may take. A value: each method returns another one.
 *
 * <pre>{@code
 * TransactionOptions report = TransactionOptions.defaults()
 *         .isolationLevel(IsolationLevel.REPEATABLE_READ)
 *         .readOnly()
 *         .timeout(Duration.ofSeconds(30));
 * Mono<Report> made = client.inTransaction(report, tx -> report(tx));
 * }</pre>
 */
public final class TransactionOptions implements TransactionDefinition {

    private static final TransactionOptions DEFAULTS = new TransactionOptions(Map.of(), Optional.empty());

    private final Map<Option<?>, Object> attributes;
    private final Optional<Duration> timeout;

    private TransactionOptions(Map<Option<?>, Object> attributes, Optional<Duration> timeout) {
        this.attributes = attributes;
        this.timeout = timeout;
    }

    /** A transaction as the server begins it by itself, with the client's own {@code timeout}. */
    public static TransactionOptions defaults() {
        return DEFAULTS;
    }

    /** What transactions under way may see of each other. Defaults to the server's {@code default_transaction_isolation}. */
    public TransactionOptions isolationLevel(IsolationLevel level) {
        return with(ISOLATION_LEVEL, requireNonNull(level, "level"));
    }

    /**
     * Lets the server refuse writes (25006), and spares {@link CommitOutcome#RESOLVE} its round trips. Defaults to the
     * server's {@code default_transaction_read_only}.
     */
    public TransactionOptions readOnly() {
        return with(READ_ONLY, true);
    }

    /**
     * How long it may take in all, from the gate to the answer to its {@code COMMIT}, retries included. Defaults to the
     * client's {@code timeout}; an earlier deadline in the Reactor {@code Context} wins.
     *
     * @throws IllegalArgumentException if not positive
     */
    public TransactionOptions timeout(Duration timeout) {
        if (requireNonNull(timeout, "timeout").isZero() || timeout.isNegative()) {
            throw new IllegalArgumentException("timeout must be positive, was " + timeout);
        }
        return new TransactionOptions(attributes, Optional.of(timeout));
    }

    /** The time that {@code definition} gives a transaction of its own, if it does. */
    static Optional<Duration> timeoutOf(TransactionDefinition definition) {
        return definition instanceof TransactionOptions options ? options.timeout : Optional.empty();
    }

    private TransactionOptions with(Option<?> option, Object value) {
        Map<Option<?>, Object> changed = new HashMap<>(attributes);
        changed.put(option, value);
        return new TransactionOptions(Map.copyOf(changed), timeout);
    }

    @Override
    @SuppressWarnings("unchecked") // the option's type is that of its value
    public <T> @Nullable T getAttribute(Option<T> option) {
        return (T) attributes.get(option);
    }

    @Override
    public String toString() {
        return "TransactionOptions[" + attributes + timeout.map(own -> ", timeout " + own).orElse("") + "]";
    }
}
