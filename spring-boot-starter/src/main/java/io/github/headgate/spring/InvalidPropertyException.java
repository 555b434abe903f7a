package io.github.headgate.spring;

import java.util.function.Supplier;

/** A property has a value that the client cannot have. */
final class InvalidPropertyException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final String property;
    private final String reason;

    /**
     * @param reason tells the value and what would be right
     */
    InvalidPropertyException(String property, String reason) {
        super(property + ": " + reason);
        this.property = property;
        this.reason = reason;
    }

    private InvalidPropertyException(String property, IllegalArgumentException refused) {
        this(property, String.valueOf(refused.getMessage()));
        initCause(refused);
    }

    /** Returns what comes of the value of {@code property}, and names that where it is refused. */
    static <T> T named(String property, Supplier<T> setting) {
        try {
            return setting.get();
        } catch (InvalidPropertyException named) {
            throw named;
        } catch (IllegalArgumentException refused) {
            throw new InvalidPropertyException(property, refused);
        }
    }

    /** Sets the value of {@code property}, and names that where it is refused. */
    static void run(String property, Runnable setting) {
        named(property, () -> {
            setting.run();
            return property;
        });
    }

    String property() {
        return property;
    }

    String reason() {
        return reason;
    }
}
