package io.github.headgate;

import static java.util.stream.Collectors.toMap;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The README, and the sources that its code is taken from: there a block of code stands between {@code // tag::name[]}
 * and {@code // end::name[]}.
 */
final class Readme {

    private static final Path FILE = Path.of("..", "README.md");
    private static final Path POM = Path.of("..", "pom.xml");
    private static final Path SOURCES = Path.of("src", "test", "java", "io", "github", "headgate");
    private static final Pattern JAVA_BLOCK = Pattern.compile("^```java\\n(.*?)^```$",
            Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern REGION = Pattern.compile("^ *// tag::([\\w-]+)\\[]\\n(.*?)^ *// end::\\1\\[]$",
            Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern CELL_END = Pattern.compile("\\s*\\|\\s*");

    private Readme() {}

    static List<String> javaBlocks() {
        return JAVA_BLOCK.matcher(read(FILE)).results().map(block -> block.group(1)).toList();
    }

    /** The tagged code of those tests whose names begin with this class's, by its tag, moved to the left. */
    static Map<String, String> regions() {
        try (Stream<Path> sources = Files.list(SOURCES)) {
            return sources
                    .filter(source -> source.getFileName().toString().startsWith("Readme"))
                    .map(Readme::read)
                    .flatMap(source -> REGION.matcher(source).results())
                    .collect(toMap(region -> region.group(1),
                            region -> region.group(2).stripTrailing().stripIndent() + "\n"));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** The rows of all tables whose first column has this name, each by the code in its first cell. */
    static Map<String, List<String>> rows(String firstColumn) {
        Map<String, List<String>> rows = new LinkedHashMap<>();
        boolean inside = false;
        for (String line : read(FILE).lines().toList()) {
            List<String> cells = cells(line);
            inside = !cells.isEmpty() && (inside || cells.get(0).equals(firstColumn));
            if (inside && cells.get(0).startsWith("`")) {
                rows.merge(code(cells.get(0)), cells, Readme::refuseSecond);
            }
        }
        return rows;
    }

    /** What stands first between backticks. */
    static String code(String cell) {
        Matcher code = Pattern.compile("`([^`]*)`").matcher(cell);
        return code.find() ? code.group(1) : "";
    }

    private static List<String> cells(String line) {
        return line.startsWith("| ")
                ? Arrays.asList(CELL_END.split(line.substring(2)))
                : List.of();
    }

    private static List<String> refuseSecond(List<String> first, List<String> second) {
        throw new AssertionError("the README has two rows for one name: " + first + " and " + second);
    }

    static String text() {
        return read(FILE);
    }

    /** The value of a property of the parent's POM. */
    static String property(String name) {
        Matcher value = Pattern.compile("<" + Pattern.quote(name) + ">([^<]+)<").matcher(read(POM));
        if (!value.find()) {
            throw new IllegalArgumentException("no property " + name);
        }
        return value.group(1);
    }

    private static String read(Path path) {
        try {
            return Files.readString(path);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
