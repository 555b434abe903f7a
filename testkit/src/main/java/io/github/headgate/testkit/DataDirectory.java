package io.github.headgate.testkit;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;

/** One embedded server's files: its data and its log, in a temporary directory of their own. */
final class DataDirectory {

    private final Installation installation;
    private final Path home;

    private DataDirectory(Installation installation, Path home) {
        this.installation = installation;
        this.home = home;
    }

    /** A new cluster. */
    static DataDirectory create(Installation installation, PostgresSettings settings) {
        DataDirectory directory = copy(installation, installation.template(), settings);
        if (!settings.password().equals(Installation.PASSWORD)) {
            directory.alterPassword(settings.password());
        }
        return directory;
    }

    /**
     * A standby of the server that owns this directory. The copy is a whole one only while that server is frozen: then
     * it is what a crash would leave, from which a standby recovers and goes on by streaming.
     *
     * @see <a href="https://www.postgresql.org/docs/16/backup-file.html">File System Level Backup</a>
     */
    DataDirectory standby(PostgresSettings primary, PostgresSettings standby) {
        DataDirectory directory = copy(installation, data(), standby);
        directory.delete("postmaster.pid");
        directory.write("standby.signal", "");
        directory.append("primary_conninfo = 'host=127.0.0.1 port=%d user=%s password=''%s'''%n".formatted(
                primary.port(), Installation.USER, primary.password().replace("'", "\\\\''")));
        return directory;
    }

    Path home() {
        return home;
    }

    Path data() {
        return home.resolve("data");
    }

    Path log() {
        return home.resolve("server.log");
    }

    /** The lock of a server that is known to be dead. A new one would obey it if the process id had been used again. */
    void unlock() {
        delete("postmaster.pid");
    }

    String logTail() {
        return Logs.tail(log());
    }

    private static DataDirectory copy(Installation installation, Path source, PostgresSettings settings) {
        Path home = installation.serverHome();
        installation.handOver(home);
        DataDirectory directory = new DataDirectory(installation, home);
        Processes.run(List.of("cp", "-Rp", source.toString(), directory.data().toString()));
        directory.append(settings.configuration(Map.of(
                "listen_addresses", "127.0.0.1",
                "port", Integer.toString(settings.port()),
                "unix_socket_directories", "")));
        return directory;
    }

    // in single-user mode, since a server with the old password must not be seen by a client
    private void alterPassword(String password) {
        String statement = "alter role %s password '%s'\n".formatted(Installation.USER, password.replace("'", "''"));
        Processes.run(installation.command("postgres", "--single", "-D", data().toString(), "postgres"),
                new ByteArrayInputStream(statement.getBytes(StandardCharsets.UTF_8)));
    }

    private void append(String configuration) {
        try {
            Files.writeString(data().resolve("postgresql.conf"), configuration, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot configure " + data(), e);
        }
    }

    private void write(String name, String content) {
        try {
            installation.handOver(Files.writeString(data().resolve(name), content));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + name + " in " + data(), e);
        }
    }

    private void delete(String name) {
        try {
            Files.deleteIfExists(data().resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + name + " in " + data(), e);
        }
    }
}
