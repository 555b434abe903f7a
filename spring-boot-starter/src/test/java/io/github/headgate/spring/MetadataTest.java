package io.github.headgate.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.headgate.HeadgateOptions;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.convert.DurationStyle;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What an IDE is told of the properties, as it is generated while compiling. */
class MetadataTest {

    private static final HeadgateOptions DEFAULTS = HeadgateOptions.builder("r2dbc:postgresql://app@localhost/db")
            .build();

    private static Stream<String> settings() {
        return Settings.names();
    }

    private static Stream<String> settingsWithADefault() {
        return settings().filter(name -> !name.equals("name")); // it counts up
    }

    private static Stream<JsonNode> properties() throws IOException {
        try (InputStream metadata = MetadataTest.class
                .getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
            return JsonMapper.shared().readTree(metadata).get("properties").valueStream();
        }
    }

    private static JsonNode property(String name) throws IOException {
        return properties()
                .filter(property -> property.get("name").asString().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " has no metadata"));
    }

    @ParameterizedTest
    @MethodSource("settings")
    void describesEachSetting(String name) throws IOException {
        JsonNode property = property(Settings.property(name));

        assertThat(property.get("description").asString()).endsWith(".");
    }

    @ParameterizedTest
    @MethodSource("settingsWithADefault")
    void namesTheBuildersDefault(String name) throws IOException {
        JsonNode property = property(Settings.property(name));

        assertThat(property.get("defaultValue").asString()).satisfies(text -> assertThat(text(name, text))
                .isEqualTo(String.valueOf(Settings.of(DEFAULTS, name))));
    }

    /** The default as the accessor would show it. */
    private static String text(String name, String text) {
        if (text.equals("none")) {
            return "null";
        }
        Object value = Settings.of(DEFAULTS, name);
        if (value instanceof Duration) {
            return DurationStyle.detectAndParse(text).toString();
        }
        return value instanceof Enum<?> ? text.toUpperCase(Locale.ROOT) : text;
    }

    @Test
    void describesAllThatItNames() throws IOException {
        assertThat(properties()).allSatisfy(
                property -> assertThat(property.path("description").asString()).as(property.toString()).isNotBlank());
    }
}
