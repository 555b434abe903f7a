package io.github.headgate.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Postgres on this machine: its programs, the user who runs them, and an initialized data directory to copy. */
final class Installation {

    /** The superuser of every server. */
    static final String USER = "postgres";

    /** The superuser's password in {@link #template()}. */
    static final String PASSWORD = "headgate";

    private final Launcher launcher;
    private final Cache cache;
    private final Binaries binaries;

    private Installation(Launcher launcher, Cache cache, Binaries binaries) {
        this.launcher = launcher;
        this.cache = cache;
        this.binaries = binaries;
    }

    /** Unpacks what this machine has not unpacked yet, at the first call in a JVM. */
    static Installation shared() {
        return Holder.INSTALLATION;
    }

    /** The data directory that {@code initdb} made, once per machine: copying it is a tenth of the work. */
    Path template() {
        return cache.entry(binaries.version() + "-data-" + launcher.owner(), this::initialize);
    }

    /** A directory for a new server, beside the template: on one file system, in one corner of it, copying is quickest. */
    Path serverHome() {
        return cache.fresh("server-");
    }

    List<String> command(String program, String... arguments) {
        return launcher.command(binaries.program(program), List.of(arguments));
    }

    /** Makes the user who runs the server the owner of a file. */
    void handOver(Path path) {
        launcher.handOver(path);
    }

    private void initialize(Path directory) {
        try {
            Path password = Files.createTempFile("headgate-", ".password");
            try {
                Files.writeString(password, PASSWORD);
                handOver(password);
                handOver(directory);
                Processes.run(command("initdb", "-D", directory.toString(), "-U", USER, "--pwfile=" + password,
                        "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-sync"));
            } finally {
                Files.delete(password);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot initialize " + directory, e);
        }
    }

    private static final class Holder {

        private static final Installation INSTALLATION = detect();

        private static Installation detect() {
            Launcher launcher = Launcher.detect();
            Cache cache = Cache.of(launcher);
            return new Installation(launcher, cache, Binaries.in(cache));
        }
    }
}
