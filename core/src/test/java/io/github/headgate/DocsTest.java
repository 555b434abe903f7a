package io.github.headgate;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The pages in {@code docs}: their code is compiled, in a test or in the demo, and their links lead somewhere. */
class DocsTest {

    private static final Path DOCS = Path.of("..", "docs");
    private static final Pattern LINK = Pattern.compile("]\\(([^):#]+)(?:#[^)]*)?\\)");

    private final Map<Path, Document> pages = pages();

    private static Map<Path, Document> pages() {
        try (Stream<Path> files = Files.list(DOCS)) {
            return files.filter(file -> file.toString().endsWith(".md")).collect(toMap(file -> file, Document::of));
        } catch (IOException failure) {
            throw new LinkageError("no pages", failure);
        }
    }

    private static Map<String, String> regions() {
        Stream<Path> roots = Stream.of("core/src/test", "spring-boot-starter/src/test", "demo/src")
                .map(root -> Path.of("..").resolve(root));
        return TaggedCode.in(roots, source -> !Readme.isOurs(source));
    }

    private List<String> javaBlocks() {
        return pages.values().stream().flatMap(page -> page.javaBlocks().stream()).distinct().toList();
    }

    @Test
    void haveNoCodeButWhatIsCompiledAndAllThatIsTagged() {
        assertThat(javaBlocks()).isNotEmpty().containsExactlyInAnyOrderElementsOf(regions().values());
    }

    @Test
    void linkToWhatIsThere() {
        assertThat(pages).allSatisfy((file, page) -> assertThat(LINK.matcher(page.text()).results())
                .extracting(link -> file.resolveSibling(link.group(1)))
                .allSatisfy(target -> assertThat(target).exists()));
    }

    @Test
    void areAllNamedByTheirIndex() {
        String index = Document.of(DOCS.resolve("README.md")).text();

        assertThat(pages.keySet())
                .extracting(page -> page.getFileName().toString())
                .filteredOn(name -> !name.equals("README.md"))
                .isNotEmpty()
                .allSatisfy(name -> assertThat(index).contains("](" + name + ")"));
    }
}
