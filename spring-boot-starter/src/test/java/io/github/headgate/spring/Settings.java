package io.github.headgate.spring;

import io.github.headgate.HeadgateOptions;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The settings of the client's builder, read off it, so that a new one is missed by nobody. */
final class Settings {

    /** Those that are no properties, and why. */
    private static final Map<String, String> IN_JAVA_ONLY = Map.of(
            "listener", "an object: every HeadgateListener among the beans is told",
            "addListener", "the same",
            "observer", "an object: by a HeadgateOptionsCustomizer",
            "verdict", "a function: by a HeadgateOptionsCustomizer",
            "openingBackoff", "composed of several: by a HeadgateOptionsCustomizer",
            "timer", "an object: by a HeadgateOptionsCustomizer");

    private Settings() {}

    /** By their methods' names. */
    static Stream<String> names() {
        return Arrays.stream(HeadgateOptions.Builder.class.getMethods())
                .filter(method -> method.getReturnType() == HeadgateOptions.Builder.class)
                .filter(method -> !Modifier.isStatic(method.getModifiers()))
                .map(Method::getName)
                .filter(name -> !isSwitchedOff(name))
                .filter(name -> !IN_JAVA_ONLY.containsKey(name))
                .distinct()
                .sorted();
    }

    /** {@code noX} is a value of x. */
    private static boolean isSwitchedOff(String name) {
        return name.matches("no[A-Z].*");
    }

    static String property(String name) {
        return "headgate." + name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    /** What {@code options} have for the setting; null for none. */
    static @Nullable Object of(HeadgateOptions options, String name) {
        try {
            Object value = HeadgateOptions.class.getMethod(name).invoke(options);
            return value instanceof Optional<?> limit ? limit.orElse(null) : value;
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("no accessor for " + name, e);
        }
    }
}
