package io.github.headgate;

import static java.util.stream.Collectors.toMap;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The sources that a page takes its code from: there a block of code stands between {@code // tag::name[]} and
 * {@code // end::name[]}.
 */
final class TaggedCode {

    private static final Pattern REGION = Pattern.compile("^ *// tag::([\\w-]+)\\[]\\n(.*?)^ *// end::\\1\\[]$",
            Pattern.DOTALL | Pattern.MULTILINE);

    private TaggedCode() {}

    /** The tagged code of those sources below these roots whose file's name is wanted, by its tag, moved to the left. */
    static Map<String, String> in(Stream<Path> roots, Predicate<String> wanted) {
        return roots
                .flatMap(root -> below(root).stream())
                .filter(source -> wanted.test(source.getFileName().toString()))
                .map(Document::of)
                .flatMap(source -> REGION.matcher(source.text()).results())
                .collect(toMap(region -> region.group(1),
                        region -> region.group(2).stripTrailing().stripIndent() + "\n"));
    }

    private static List<Path> below(Path root) {
        try (Stream<Path> sources = Files.walk(root)) {
            return sources.filter(source -> source.toString().endsWith(".java")).toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
