package io.github.headgate.testkit;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The files of one PgBouncer, in a temporary directory of their own that nobody else can read. */
final class BouncerDirectory {

    /** Where packages put it, and an ordinary user's {@code PATH} may not lead. */
    private static final String BESIDE_PATH = "/usr/sbin:/usr/local/sbin:/usr/local/bin:/opt/homebrew/bin";

    private final Launcher launcher;
    private final Path program;
    private final Path home;

    private BouncerDirectory(Launcher launcher, Path program, Path home) {
        this.launcher = launcher;
        this.program = program;
        this.home = home;
    }

    static Optional<Path> program() {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Stream.of((path + File.pathSeparator + BESIDE_PATH).split(File.pathSeparator))
                .filter(directory -> !directory.isEmpty())
                .map(directory -> Path.of(directory, "pgbouncer"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /**
     * @throws IllegalStateException if there is no {@code pgbouncer} here
     */
    static BouncerDirectory create(BouncerConfiguration configuration, String user, String password) {
        Path program = program().orElseThrow(() -> new IllegalStateException(
                "no pgbouncer on this machine: install it (apt-get install pgbouncer)"));
        Launcher launcher = Launcher.detect();
        BouncerDirectory directory = new BouncerDirectory(launcher, program, Cache.of(launcher).fresh("pgbouncer-"));
        launcher.handOver(directory.home);
        directory.write("users.txt", quoted(user) + " " + quoted(password) + "\n");
        directory.write("pgbouncer.ini", configuration.text(Map.of(
                "auth_file", directory.home.resolve("users.txt").toString(),
                "admin_users", user)));
        return directory;
    }

    Path home() {
        return home;
    }

    Path log() {
        return home.resolve("pgbouncer.log");
    }

    String logTail() {
        return Logs.tail(log());
    }

    List<String> command() {
        return launcher.command(program, List.of(home.resolve("pgbouncer.ini").toString()));
    }

    private void write(String name, String content) {
        try {
            Path file = Files.createFile(home.resolve(name),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            launcher.handOver(Files.writeString(file, content));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + name + " in " + home, e);
        }
    }

    private static String quoted(String word) {
        return '"' + word.replace("\"", "\"\"") + '"';
    }
}
