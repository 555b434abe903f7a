package io.github.headgate;

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

/** A text of the project, such as a page for readers, of which tests check what can be checked. */
record Document(String text) {

    private static final Pattern CELL_END = Pattern.compile("\\s*\\|\\s*");

    static Document of(Path file) {
        try {
            return new Document(Files.readString(file));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    List<String> javaBlocks() {
        return Pattern.compile("^```java\\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE)
                .matcher(text)
                .results()
                .map(block -> block.group(1))
                .toList();
    }

    /** The rows of all tables whose first column has this name, each by the code in its first cell. */
    Map<String, List<String>> rows(String firstColumn) {
        Map<String, List<String>> rows = new LinkedHashMap<>();
        boolean inside = false;
        for (String line : text.lines().toList()) {
            List<String> cells = cells(line);
            inside = !cells.isEmpty() && (inside || cells.get(0).equals(firstColumn));
            if (inside && cells.get(0).startsWith("`")) {
                rows.merge(code(cells.get(0)), cells, Document::refuseSecond);
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
        throw new IllegalArgumentException("two rows for " + code(first.get(0)));
    }
}
