package io.github.headgate.testkit;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;

/**
 * A shell that ends a server and removes its files as soon as the pipe from this JVM breaks: when it is closed, when the
 * JVM exits, and also when the JVM is killed, since the system closes a dead process's pipes.
 */
final class Watchdog implements AutoCloseable {

    /**
     * Reads the server's process id, a new one after each start. At the end of the input it stops the server first, so
     * that it cannot fork another child, and then kills it with its children, frozen ones too. A process whose command
     * line does not name the directory is another one that was given the same id.
     */
    private static final String SCRIPT = """
            trap '' HUP INT TERM
            directory=$1
            while read -r line; do server=$line; done

            command_line() {
              if [ -r "/proc/$1/cmdline" ]; then tr '\\0' ' ' <"/proc/$1/cmdline"; else ps -o args= -p "$1"; fi
            }
            processes() {
              if [ ! -d /proc/self ]; then ps -A -o pid=,ppid=; return; fi
              for stat in /proc/[0-9]*/stat; do
                { read -r pid name state parent rest <"$stat"; } && echo "$pid $parent"
              done
            }
            case $(command_line "$server") in *"$directory"*)
              kill -STOP "$server"
              kill -KILL $(processes | while read -r pid parent; do
                if [ "$parent" = "$server" ]; then echo "$pid"; fi
              done) "$server"
            esac
            attempts=0
            until rm -rf "$directory" || [ $((attempts += 1)) -gt 100 ]; do sleep 0.1; done
            """;

    private final Process shell;
    private final BufferedWriter pipe;

    private Watchdog(Process shell) {
        this.shell = shell;
        this.pipe = shell.outputWriter();
    }

    /** Guards a directory, and the server in it once it is named. */
    static Watchdog over(Path directory) {
        try {
            return new Watchdog(new ProcessBuilder("sh", "-c", SCRIPT, "headgate-watchdog", directory.toString())
                    .redirectOutput(Redirect.DISCARD)
                    .redirectError(Redirect.DISCARD)
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start the watchdog", e);
        }
    }

    void guard(long server) {
        try {
            pipe.write(server + "\n");
            pipe.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("the watchdog is gone", e);
        }
    }

    /** Ends the server, removes its files, and returns when that has been done. */
    @Override
    public void close() {
        try {
            pipe.close();
        } catch (IOException e) {
            throw new UncheckedIOException("the watchdog is gone", e);
        }
        Processes.exitCode(shell);
    }
}
