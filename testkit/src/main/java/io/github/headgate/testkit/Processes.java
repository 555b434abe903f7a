package io.github.headgate.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Runs, signals and ends processes. */
final class Processes {

    private Processes() {}

    /**
     * Runs a program to its end and returns what it wrote, its errors among it.
     *
     * @throws IllegalStateException if it fails
     */
    static String run(List<String> command) {
        return run(command, InputStream.nullInputStream());
    }

    static String run(List<String> command, InputStream input) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .start();
            try (OutputStream stdin = process.getOutputStream()) {
                input.transferTo(stdin);
            }
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (exitCode(process) != 0) {
                throw new IllegalStateException(command + " failed: " + output.strip());
            }
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(command + " failed", e);
        }
    }

    static int exitCode(Process process) {
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for process " + process.pid(), e);
        }
    }

    /** Sends a signal to those that are still there. */
    static void signal(String signal, List<ProcessHandle> processes) {
        List<String> command = new ArrayList<>(List.of("sh", "-c", "kill -\"$@\" 2>/dev/null; true", "sh", signal));
        processes.forEach(process -> command.add(Long.toString(process.pid())));
        run(command);
    }

    /**
     * Stops a process and all that come from it. Children first would let the parent fork another one in between.
     *
     * @return what was stopped, the parent first
     */
    static List<ProcessHandle> freezeTree(ProcessHandle parent) {
        signal("STOP", List.of(parent));
        List<ProcessHandle> tree = tree(parent);
        signal("STOP", tree);
        return tree;
    }

    static List<ProcessHandle> tree(ProcessHandle parent) {
        return Stream.concat(Stream.of(parent), parent.descendants()).toList();
    }

    /** Returns once none of the processes holds a file, a socket or shared memory any more. */
    static void awaitEnd(List<ProcessHandle> processes, Duration limit) {
        Await.until(() -> processes.stream().allMatch(Processes::hasEnded), limit,
                () -> "still running: " + processes.stream().filter(process -> !hasEnded(process)).toList());
    }

    // a dead process whose parent has not asked for it yet counts as alive for the JVM
    private static boolean hasEnded(ProcessHandle process) {
        return !process.isAlive() || isZombie(process);
    }

    private static boolean isZombie(ProcessHandle process) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
            return stat.startsWith("Z", stat.lastIndexOf(')') + 2);
        } catch (IOException e) {
            return false; // gone by now, or a system without /proc
        }
    }
}
