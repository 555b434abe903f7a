package io.github.headgate.benchmarks.peers;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/** The JDKs of this machine. */
final class Jdk {

    private static final int VIRTUAL_THREADS = 21;

    private Jdk() {}

    /** The {@code java} that runs this. */
    static Path current() {
        return java(Path.of(System.getProperty("java.home")));
    }

    /**
     * A {@code java} that has virtual threads: this one, or the newest of those that lie beside it or that a variable
     * {@code JAVA_HOME…} names.
     */
    static Optional<Path> withVirtualThreads() {
        return Runtime.version().feature() >= VIRTUAL_THREADS
                ? Optional.of(current())
                : homes().filter(home -> version(home) >= VIRTUAL_THREADS)
                        .max((one, other) -> version(one) - version(other))
                        .map(Jdk::java);
    }

    private static Stream<Path> homes() {
        Stream<Path> named = System.getenv()
                .entrySet()
                .stream()
                .filter(variable -> variable.getKey().startsWith("JAVA_HOME"))
                .map(Map.Entry::getValue)
                .map(Path::of);
        return Stream.concat(named, siblings());
    }

    private static Stream<Path> siblings() {
        try (Stream<Path> siblings = Files.list(Path.of(System.getProperty("java.home")).toRealPath().getParent())) {
            return siblings.toList().stream();
        } catch (IOException e) {
            return Stream.empty();
        }
    }

    /** Such as {@code JDK 25.0.1}. */
    static String name(Path java) {
        return "JDK " + release(java.getParent().getParent()).map(Runtime.Version::toString).orElse("unknown");
    }

    private static int version(Path home) {
        return release(home).map(Runtime.Version::feature).orElse(0);
    }

    /** Its version as its file {@code release} has it. */
    private static Optional<Runtime.Version> release(Path home) {
        Properties release = new Properties();
        try (Reader file = Files.newBufferedReader(home.resolve("release"))) {
            release.load(file);
            return Optional.of(Runtime.Version.parse(release.getProperty("JAVA_VERSION").replace("\"", "")));
        } catch (IOException | RuntimeException e) {
            return Optional.empty();
        }
    }

    private static Path java(Path home) {
        return home.resolve("bin").resolve("java");
    }
}
