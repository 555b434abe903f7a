package io.github.headgate.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The directory where what is slow to make is kept for the next JVM. Many JVMs may use it at once. */
final class Cache {

    /** The system property that names another directory. */
    static final String PROPERTY = "headgate.testkit.cache";

    private final Path directory;

    private Cache(Path directory) {
        this.directory = directory;
    }

    static Cache of(Launcher launcher) {
        Path directory = Optional.ofNullable(System.getProperty(PROPERTY))
                .map(Path::of)
                .orElseGet(() -> standard(launcher));
        return new Cache(directory);
    }

    /**
     * Returns the entry of this name, made now if there is none. It is made elsewhere and moved here as a whole, so
     * nobody sees half an entry, and of two who make it at once the first one's stays.
     *
     * @param maker fills an empty directory
     */
    synchronized Path entry(String name, Consumer<Path> maker) {
        Path entry = directory.resolve(name);
        if (Files.exists(entry)) {
            return entry;
        }
        try {
            Files.createDirectories(directory);
            Path draft = Files.createTempDirectory(directory, name + ".");
            maker.accept(draft);
            moveUnlessThere(draft, entry);
            return entry;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make " + entry, e);
        }
    }

    /** Returns a new, empty directory, which its user deletes. */
    Path fresh(String prefix) {
        try {
            Files.createDirectories(directory);
            return Files.createTempDirectory(directory, prefix);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make a directory in " + directory, e);
        }
    }

    private static void moveUnlessThere(Path draft, Path entry) throws IOException {
        try {
            Files.move(draft, entry, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            if (!Files.exists(entry)) {
                throw e;
            }
            Processes.run(List.of("rm", "-rf", draft.toString()));
        }
    }

    // what root keeps at home cannot be read by the user as whom the server runs; a user without an account has no home
    private static Path standard(Launcher launcher) {
        Path home = Path.of(System.getProperty("user.home"));
        if (launcher.isForRoot()) {
            return Path.of("/var/cache/headgate-testkit");
        }
        return Files.isWritable(home)
                ? home.resolve(".cache/headgate-testkit")
                : Path.of(System.getProperty("java.io.tmpdir"), "headgate-testkit-" + launcher.user());
    }
}
