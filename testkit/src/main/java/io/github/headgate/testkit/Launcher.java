package io.github.headgate.testkit;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts Postgres' programs as a user that they accept: they refuse to run as root. For root they run as {@code nobody},
 * or, where the user cannot be changed, in a user namespace in which root is not called root.
 *
 * @param prefix what stands before each command
 * @param owner the user id that the server's files must belong to
 */
record Launcher(List<String> prefix, int owner) {

    private static final int ROOT = 0;

    /** Finds the way for the user who runs this JVM. */
    static Launcher detect() {
        int user = userId("id", "-u");
        if (user != ROOT) {
            return new Launcher(List.of(), user);
        }
        return asNobody();
    }

    boolean isForRoot() {
        return !prefix.isEmpty();
    }

    List<String> command(Path program, List<String> arguments) {
        List<String> command = new ArrayList<>(prefix);
        command.add(program.toString());
        command.addAll(arguments);
        return command;
    }

    private static Launcher asNobody() {
        int nobody = userId("id", "-u", "nobody");
        int group = userId("id", "-g", "nobody");
        List<String> setpriv = List.of("setpriv", "--reuid=" + nobody, "--regid=" + group, "--clear-groups");
        if (works(setpriv)) {
            return new Launcher(setpriv, nobody);
        }
        List<String> unshare = List.of("unshare", "-U");
        if (works(unshare)) {
            return new Launcher(unshare, ROOT);
        }
        throw new IllegalStateException("Postgres does not run as root, and neither setpriv nor unshare (util-linux)"
                + " works here: install util-linux, or run as another user");
    }

    private static boolean works(List<String> prefix) {
        List<String> command = new ArrayList<>(prefix);
        command.add("true");
        try {
            Processes.run(command);
            return true;
        } catch (RuntimeException e) {
            return false;
        }
    }

    private static int userId(String... command) {
        return Integer.parseInt(Processes.run(List.of(command)).strip());
    }
}
