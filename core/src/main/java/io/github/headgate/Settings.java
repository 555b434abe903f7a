package io.github.headgate;

import static java.util.Objects.requireNonNull;

import io.r2dbc.spi.ConnectionFactoryOptions;
import io.r2dbc.spi.Option;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The settings that a URL, or R2DBC's options, can hold. Each has the name of the builder's method that it calls. */
final class Settings {

    /** A setting, and how its value, as text or as an object, comes to the builder. */
    record Setting(String name, BiConsumer<HeadgateOptions.Builder, Object> apply) {}

    static final List<Setting> ALL = Stream.of(
            text("name", HeadgateOptions.Builder::name),
            duration("timeout", HeadgateOptions.Builder::timeout),
            number("maxRetries", HeadgateOptions.Builder::maxRetries),
            duration("retryWait", HeadgateOptions.Builder::retryWait),
            fraction("retryJitter", HeadgateOptions.Builder::retryJitter, HeadgateOptions.Builder::noRetryJitter),
            duration("connectTimeout", HeadgateOptions.Builder::connectTimeout),
            duration("startupTimeout", HeadgateOptions.Builder::startupTimeout),
            duration("healthTimeout", HeadgateOptions.Builder::healthTimeout),
            duration("healthShare", HeadgateOptions.Builder::healthShare),
            number("maxSize", HeadgateOptions.Builder::maxSize),
            number("initialSize", HeadgateOptions.Builder::initialSize),
            limit("maxIdleTime", HeadgateOptions.Builder::maxIdleTime, HeadgateOptions.Builder::noMaxIdleTime),
            limit("maxLifeTime", HeadgateOptions.Builder::maxLifeTime, HeadgateOptions.Builder::noMaxLifeTime),
            number("maxWaiters", HeadgateOptions.Builder::maxWaiters),
            duration("failureDetectionTime", HeadgateOptions.Builder::failureDetectionTime),
            limit("heartbeat", HeadgateOptions.Builder::heartbeat, HeadgateOptions.Builder::noHeartbeat),
            duration("cancellationTimeout", HeadgateOptions.Builder::cancellationTimeout),
            choice("commitOutcome", CommitOutcome.class, HeadgateOptions.Builder::commitOutcome),
            choice("sessionReset", SessionReset.class, HeadgateOptions.Builder::sessionReset),
            limit("leakDetectionThreshold", HeadgateOptions.Builder::leakDetectionThreshold,
                    HeadgateOptions.Builder::noLeakDetectionThreshold),
            duration("closeTimeout", HeadgateOptions.Builder::closeTimeout),
            duration("drainTimeout", HeadgateOptions.Builder::drainTimeout),
            choice("openingPace", OpeningPace.class, HeadgateOptions.Builder::openingPace),
            choice("whileOpening", WhileOpening.class, HeadgateOptions.Builder::whileOpening),
            limit("keepReady", HeadgateOptions.Builder::keepReady, HeadgateOptions.Builder::noKeepReady),
            limit("hibernateAfter", HeadgateOptions.Builder::hibernateAfter,
                    HeadgateOptions.Builder::noHibernateAfter))
            .toList();

    static final Set<String> NAMES = ALL.stream().map(Setting::name).collect(Collectors.toSet());
    private static final Map<String, Duration> UNITS = Map.of(
            "ms", Duration.ofMillis(1), "s", Duration.ofSeconds(1), "m", Duration.ofMinutes(1),
            "h", Duration.ofHours(1));
    private static final Pattern SHORT_DURATION = Pattern.compile("(\\d+)(ms|s|m|h)");
    /** No fragment, and a value to each name. */
    private static final Pattern READ_WHOLE = Pattern.compile("[^?#]*(\\?([^=&#]+=[^&#]*(&|$))*)?");
    private static final String NONE = "none";
    private static final String EXAMPLE = "r2dbc:headgate:postgresql://user:password@host:5432/database?setting=value";

    private Settings() {}

    /**
     * Reads a URL.
     *
     * @throws IllegalArgumentException if it is none of R2DBC's, or has a part that R2DBC would leave out in silence; it
     *     says what one looks like
     */
    @SuppressWarnings("UnusedException") // R2DBC's own shows the URL, and so the password
    static ConnectionFactoryOptions parse(String url) {
        if (!READ_WHOLE.matcher(url).matches()) {
            throw malformed();
        }
        try {
            return ConnectionFactoryOptions.parse(url);
        } catch (IllegalArgumentException failure) {
            throw malformed();
        }
    }

    private static IllegalArgumentException malformed() {
        return new IllegalArgumentException("the URL must look like " + EXAMPLE + ", with what is no letter or"
                + " digit in user and password percent-encoded; it is not shown, since it may hold a password");
    }

    /** Applies those of ours that {@code options} holds. */
    static void apply(ConnectionFactoryOptions options, HeadgateOptions.Builder builder) {
        ALL.forEach(setting -> Optional.ofNullable(options.getValue(Option.valueOf(setting.name())))
                .ifPresent(value -> apply(setting, value, builder)));
    }

    @SuppressWarnings("UnusedException") // it shows the value
    private static void apply(Setting setting, Object value, HeadgateOptions.Builder builder) {
        try {
            setting.apply().accept(builder, value);
        } catch (IllegalArgumentException failure) {
            if (OptionNames.isSecret(Option.valueOf(setting.name()))) {
                throw OptionNames.secret(setting.name());
            }
            throw failure;
        }
    }

    static boolean contains(Option<?> option) {
        return NAMES.contains(option.name());
    }

    /**
     * Reads {@code 4s}, {@code 250ms}, {@code 5m}, {@code 1h} or ISO-8601.
     *
     * @throws IllegalArgumentException if it is none of these
     */
    static Duration duration(String name, Object value) {
        if (value instanceof Duration duration) {
            return duration;
        }
        try {
            return parsed(value.toString());
        } catch (DateTimeParseException | NumberFormatException | ArithmeticException failure) {
            throw unreadable(name, value, "a duration such as 4s, 250ms, 5m or PT4S", failure);
        }
    }

    private static Duration parsed(String text) {
        Matcher matcher = SHORT_DURATION.matcher(text);
        return matcher.matches()
                ? requireNonNull(UNITS.get(matcher.group(2))).multipliedBy(Long.parseLong(matcher.group(1)))
                : Duration.parse(text);
    }

    private static Setting text(String name, BiConsumer<HeadgateOptions.Builder, String> set) {
        return new Setting(name, (builder, value) -> set.accept(builder, value.toString()));
    }

    private static Setting duration(String name, BiConsumer<HeadgateOptions.Builder, Duration> set) {
        return new Setting(name, (builder, value) -> set.accept(builder, duration(name, value)));
    }

    private static Setting number(String name, BiConsumer<HeadgateOptions.Builder, Integer> set) {
        return new Setting(name,
                (builder, value) -> set.accept(builder, read(name, value, Integer::valueOf, "a whole number")));
    }

    private static Setting fraction(
            String name, BiConsumer<HeadgateOptions.Builder, Double> set, Consumer<HeadgateOptions.Builder> lift) {
        return orNone(lift, new Setting(name,
                (builder, value) -> set.accept(builder, read(name, value, Double::valueOf, "a fraction"))));
    }

    private static <E extends Enum<E>> Setting choice(
            String name, Class<E> type, BiConsumer<HeadgateOptions.Builder, E> set) {
        return new Setting(name, (builder, value) -> set.accept(builder, chosen(name, type, value)));
    }

    private static <E extends Enum<E>> E chosen(String name, Class<E> type, Object value) {
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> constant.name().equalsIgnoreCase(value.toString()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(name + " must be one of "
                        + Arrays.toString(type.getEnumConstants()).toLowerCase(Locale.ROOT) + ", was '" + value + "'"));
    }

    private static Setting limit(
            String name, BiConsumer<HeadgateOptions.Builder, Duration> set, Consumer<HeadgateOptions.Builder> lift) {
        return orNone(lift, duration(name, set));
    }

    private static Setting orNone(Consumer<HeadgateOptions.Builder> lift, Setting setting) {
        return new Setting(setting.name(), (builder, value) -> {
            if (value.equals(NONE)) {
                lift.accept(builder);
            } else {
                setting.apply().accept(builder, value);
            }
        });
    }

    private static <T> T read(String name, Object value, Function<String, T> parse, String right) {
        try {
            return parse.apply(value.toString());
        } catch (NumberFormatException failure) {
            throw unreadable(name, value, right, failure);
        }
    }

    private static IllegalArgumentException unreadable(String name, Object value, String right, Exception failure) {
        return new IllegalArgumentException(name + " must be " + right + ", was '" + value + "'", failure);
    }
}
