package io.github.headgate.testkit;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/** A server of this machine. It is a child of this JVM, which so hears at once of its end. */
final class EmbeddedPostgres implements Backend {

    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);

    private final Installation installation;
    private final PostgresSettings settings;
    private final DataDirectory directory;
    private final Watchdog watchdog;
    private List<ProcessHandle> frozen = List.of();
    private @Nullable Process postmaster; // null before the first start

    private EmbeddedPostgres(Installation installation, PostgresSettings settings, DataDirectory directory) {
        this.installation = installation;
        this.settings = settings;
        this.directory = directory;
        this.watchdog = Watchdog.over(directory.home());
    }

    static EmbeddedPostgres create(PostgresSettings settings) {
        Installation installation = Installation.shared();
        return new EmbeddedPostgres(installation, settings, DataDirectory.create(installation, settings));
    }

    @Override
    public PostgresKind kind() {
        return PostgresKind.EMBEDDED;
    }

    @Override
    public String host() {
        return "127.0.0.1";
    }

    @Override
    public void start() {
        try {
            Process started = new ProcessBuilder(installation.command("postgres", "-D", directory.data().toString()))
                    .redirectInput(Redirect.from(new File("/dev/null")))
                    .redirectErrorStream(true)
                    .redirectOutput(Redirect.appendTo(directory.log().toFile()))
                    .start();
            watchdog.guard(started.pid());
            postmaster = started;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run postgres", e);
        }
    }

    @Override
    public boolean isRunning() {
        return postmaster != null && postmaster.isAlive();
    }

    @Override
    public void stop(Shutdown how) {
        List<ProcessHandle> tree = Processes.tree(running().toHandle());
        Processes.signal(how.signal(), List.of(running().toHandle()));
        awaitEnd(tree);
    }

    @Override
    public void kill() {
        List<ProcessHandle> tree = Processes.freezeTree(running().toHandle());
        Processes.signal("KILL", tree);
        awaitEnd(tree);
        directory.unlock();
        frozen = List.of();
    }

    @Override
    public void freeze(Freeze what) {
        frozen = switch (what) {
            case ALL -> Processes.freezeTree(running().toHandle());
            case POSTMASTER -> stopped(List.of(running().toHandle()));
            case SESSIONS -> throw new IllegalArgumentException("which sessions?");
        };
    }

    @Override
    public void freeze(List<Integer> sessions) {
        frozen = stopped(sessions.stream().map(ProcessHandle::of).flatMap(Optional::stream).toList());
    }

    @Override
    public void thaw() {
        Processes.signal("CONT", frozen);
        frozen = List.of();
    }

    @Override
    public String log() {
        return directory.logTail();
    }

    @Override
    public Backend standby(PostgresSettings standby) {
        freeze(Freeze.ALL);
        try {
            return new EmbeddedPostgres(installation, standby, directory.standby(settings, standby));
        } finally {
            thaw();
        }
    }

    @Override
    public void close() {
        watchdog.close();
    }

    private static List<ProcessHandle> stopped(List<ProcessHandle> processes) {
        Processes.signal("STOP", processes);
        return processes;
    }

    private void awaitEnd(List<ProcessHandle> tree) {
        Processes.awaitEnd(tree, STOP_LIMIT);
        Processes.exitCode(running()); // until this JVM, too, has heard of it
    }

    private Process running() {
        if (postmaster == null) {
            throw new IllegalStateException("not running");
        }
        return postmaster;
    }
}
