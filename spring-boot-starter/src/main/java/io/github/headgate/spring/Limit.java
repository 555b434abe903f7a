package io.github.headgate.spring;

import java.time.Duration;
import java.util.Optional;
import org.springframework.boot.convert.DurationStyle;

/**
 * A duration, or none.
 *
 * @param duration empty for none
 */
record Limit(Optional<Duration> duration) {

    private static final String NONE = "none";

    /**
     * Called by Spring's conversion.
     *
     * @throws IllegalArgumentException if it is neither
     */
    @SuppressWarnings("UnusedException") // Spring shows the innermost message, and this one tells more
    public static Limit valueOf(String text) {
        if (text.equalsIgnoreCase(NONE)) {
            return new Limit(Optional.empty());
        }
        try {
            return new Limit(Optional.of(DurationStyle.detectAndParse(text)));
        } catch (IllegalArgumentException failure) {
            throw new IllegalArgumentException("'" + text + "' must be a duration such as 30s, 5m or PT5M, or none");
        }
    }

    @Override
    public String toString() {
        return duration.map(Duration::toString).orElse(NONE);
    }
}
