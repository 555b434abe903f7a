package io.github.headgate.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;

/** A page in {@code docs}, as far as it tells of properties. */
record Page(String name, String text) {

    private static final Path DOCS = Path.of("..", "docs");
    private static final String ROOTS = "(?:headgate|management|server|spring)";
    private static final Pattern CONFIGURATION = Pattern.compile(
            "^```yaml\\n(" + ROOTS + ":\\n.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern NAMED = Pattern.compile("`(" + ROOTS + "(?:\\.[a-z0-9-]+)+)(?=[`=])");

    /** All but the one about meters, whose names are no properties. */
    static Stream<Page> all() {
        try (Stream<Path> files = Files.list(DOCS)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".md") && !name.equals("observability.md"))
                    .map(Page::of)
                    .toList()
                    .stream();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    static Page of(String name) {
        try {
            return new Page(name, Files.readString(DOCS.resolve(name)));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** The blocks that an application has in its {@code application.yml}. A manifest of Kubernetes is none. */
    Stream<EnumerablePropertySource<?>> configurations() {
        return CONFIGURATION.matcher(text)
                .results()
                .flatMap(this::sources)
                .map(source -> (EnumerablePropertySource<?>) source);
    }

    private Stream<PropertySource<?>> sources(MatchResult block) {
        try {
            byte[] yaml = block.group(1).getBytes(StandardCharsets.UTF_8);
            List<PropertySource<?>> sources = new YamlPropertySourceLoader()
                    .load(name + " at character " + block.start(), new ByteArrayResource(yaml));
            return sources.stream();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** The properties that stand in its text. */
    Stream<String> named() {
        return NAMED.matcher(text).results().map(name -> name.group(1));
    }
}
