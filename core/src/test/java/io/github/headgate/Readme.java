package io.github.headgate;

import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The README, and what it says of the rest of the project. */
final class Readme {

    static final Document PAGE = Document.of(Path.of("..", "README.md"));

    private static final Document POM = Document.of(Path.of("..", "pom.xml"));

    private Readme() {}

    /** The tagged code of those tests whose names begin with this class's, by its tag. */
    static Map<String, String> regions() {
        return TaggedCode.in(Stream.of(Path.of("src", "test", "java")), Readme::isOurs);
    }

    static boolean isOurs(String source) {
        return source.startsWith("Readme");
    }

    /** The value of a property of the parent's POM. */
    static String property(String name) {
        Matcher value = Pattern.compile("<" + Pattern.quote(name) + ">([^<]+)<").matcher(POM.text());
        if (!value.find()) {
            throw new IllegalArgumentException("no property " + name);
        }
        return value.group(1);
    }
}
