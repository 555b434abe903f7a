package io.github.headgate.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads the logs of servers. */
final class Logs {

    private static final int TAIL = 20;

    private Logs() {}

    /** The last lines, for the message of an error. */
    static String tail(Path log) {
        try (Stream<String> lines = Files.lines(log)) {
            List<String> all = lines.toList();
            return all.stream()
                    .skip(Math.max(0, all.size() - TAIL))
                    .collect(Collectors.joining("\n"));
        } catch (IOException e) {
            return "no log: " + e.getMessage();
        }
    }
}
