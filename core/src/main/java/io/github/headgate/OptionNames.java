package io.github.headgate;

import static java.util.Map.entry;

import io.r2dbc.spi.ConnectionFactoryOptions;
import io.r2dbc.spi.Option;
import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The names that an option can have, since one that nobody knows would do nothing in silence. */
final class OptionNames {

    private static final String NOT_ASKED = "leave it out: a dead connection is known by its socket and by the heartbeat,"
            + " so none is asked before it is used";
    private static final String ONE_HOST = "leave it out: it is for several hosts, and this client connects to one";

    /** Options of r2dbc-pool, and of the driver, that do nothing here, and what to do instead. */
    private static final Map<String, String> REFUSED = Map.ofEntries(
            entry("acquireRetry", "use maxRetries"),
            entry("backgroundEvictionInterval", "use maxIdleTime, in which idle connections are looked for once"),
            entry("hostRecheckTime", ONE_HOST),
            entry("loadBalanceHosts", ONE_HOST),
            entry("maxAcquireTime", "use timeout, which bounds an operation from its beginning to its end"),
            entry("maxCreateConnectionTime", "use connectTimeout for TCP, and startupTimeout for the login"),
            entry("maxValidationTime", NOT_ASKED),
            entry("minIdle", "use initialSize, with which the pool begins"),
            entry("poolName", "use name"),
            entry("postAllocate", "use the driver's option 'options' for what a session has to begin with"),
            entry("preRelease", "use sessionReset"),
            entry("registerJmx", "use a listener, or the snapshot"),
            entry("targetServerType", ONE_HOST),
            entry("validationDepth", NOT_ASKED),
            entry("validationQuery", NOT_ASKED));

    /** R2DBC Proxy, which stands before others, passes its own on to them. */
    private static final Set<String> IGNORED = Set.of("proxyListener");

    private static final Set<String> SECRET = Set.of("password", "sslPassword");

    private OptionNames() {}

    /**
     * @throws IllegalArgumentException if one of {@code options} would do nothing; it says what is meant, or to be done
     */
    static void check(ConnectionFactoryOptions options) {
        names(options).forEach(OptionNames::check);
    }

    private static SortedSet<String> names(ConnectionFactoryOptions options) {
        SortedSet<String> names = new TreeSet<>();
        ConnectionFactoryOptions.builder().from(options, option -> names.add(option.name()));
        return names;
    }

    private static void check(String name) {
        if (REFUSED.containsKey(name)) {
            throw new IllegalArgumentException("option '" + name + "' does nothing here: " + REFUSED.get(name));
        }
        if (!Settings.NAMES.contains(name) && !PostgresOptions.NAMES.contains(name) && !IGNORED.contains(name)) {
            throw new IllegalArgumentException("unknown option '" + name + "'" + nearest(name)
                    .map(known -> ": did you mean '" + known + "'?")
                    .orElse(": it is neither a setting of this client nor an option of the driver"));
        }
    }

    private static Optional<String> nearest(String name) {
        return Stream.of(Settings.NAMES, PostgresOptions.NAMES)
                .flatMap(Collection::stream)
                .filter(known -> distance(name, known) <= Math.max(1, known.length() / 3))
                .min(Comparator.<String>comparingInt(known -> distance(name, known)).thenComparing(known -> known));
    }

    private static int distance(String one, String other) {
        return levenshtein(letters(one), letters(other));
    }

    private static String letters(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[-_. ]", "");
    }

    /** How many letters have to be put in, taken out or changed. */
    private static int levenshtein(String one, String other) {
        int[] above = IntStream.rangeClosed(0, other.length()).toArray();
        for (int i = 1; i <= one.length(); i++) {
            int[] row = new int[other.length() + 1];
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int change = one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1;
                row[j] = Math.min(above[j - 1] + change, 1 + Math.min(row[j - 1], above[j]));
            }
            above = row;
        }
        return above[other.length()];
    }

    /** Whether its value must not be shown. */
    static boolean isSecret(Option<?> option) {
        return SECRET.contains(option.name())
                || option.toString().endsWith("sensitive=true}"); // R2DBC has no other way to ask
    }

    /** What is said of a secret value that an option cannot have. */
    static IllegalArgumentException secret(String name) {
        return new IllegalArgumentException(name + " has a value that it cannot have; it is secret, and not shown");
    }
}
