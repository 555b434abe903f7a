package io.github.headgate.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts programs of Postgres and PgBouncer as a user that they accept: not root, and one with an account. For root they
 * run as {@code nobody}. Where the user cannot be changed, they run in a user namespace, in which everybody is
 * {@code nobody}.
 *
 * @param prefix what stands before each command
 * @param user who runs this JVM
 * @param owner the user that the server's files must belong to
 */
record Launcher(List<String> prefix, int user, int owner) {

    private static final int ROOT = 0;

    /** Finds the way for the user who runs this JVM. */
    static Launcher detect() {
        int user = id("-u");
        if (user == ROOT) {
            return asNobody();
        }
        return succeeds(List.of("id", "-un"))
                ? new Launcher(List.of(), user, user)
                : inNamespace(user);
    }

    boolean isForRoot() {
        return user == ROOT;
    }

    List<String> command(Path program, List<String> arguments) {
        List<String> command = new ArrayList<>(prefix);
        command.add(program.toString());
        command.addAll(arguments);
        return command;
    }

    /** Makes the user as whom the programs run the owner of a file. */
    void handOver(Path path) {
        try {
            Files.setAttribute(path, "unix:uid", owner);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot change the owner of " + path, e);
        }
    }

    private static Launcher asNobody() {
        int nobody = id("-u", "nobody");
        List<String> prefix = List.of("setpriv", "--reuid=" + nobody, "--regid=" + id("-g", "nobody"),
                "--clear-groups");
        Launcher launcher = new Launcher(prefix, ROOT, nobody);
        return launcher.works() ? launcher : inNamespace(ROOT);
    }

    private static Launcher inNamespace(int user) {
        Launcher launcher = new Launcher(List.of("unshare", "-U"), user, user);
        if (!launcher.works()) {
            throw new IllegalStateException("Postgres runs neither as root nor as a user without an account, such as "
                    + user
                    + ", and neither setpriv nor unshare works here: install util-linux, or run as another user");
        }
        return launcher;
    }

    private boolean works() {
        return succeeds(command(Path.of("true"), List.of()));
    }

    private static boolean succeeds(List<String> command) {
        try {
            Processes.run(command);
            return true;
        } catch (RuntimeException e) {
            return false;
        }
    }

    private static int id(String... arguments) {
        List<String> command = new ArrayList<>(List.of("id"));
        command.addAll(List.of(arguments));
        return Integer.parseInt(Processes.run(command).strip());
    }
}
