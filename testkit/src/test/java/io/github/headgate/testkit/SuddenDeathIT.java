package io.github.headgate.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SuddenDeathIT {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Pattern FACT = Pattern.compile("(port|directory) (.*)");

    private final Map<String, String> said = new HashMap<>();
    private Process jvm;

    @BeforeEach
    void startAServerInAnotherJvm() throws IOException {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-cp", System.getProperty("java.class.path")));
        PostgresKind.forced().ifPresent(kind -> command.add("-D" + PostgresKind.PROPERTY + "=" + kind));
        command.add(OtherJvm.class.getName());
        jvm = new ProcessBuilder(command)
                .redirectError(Redirect.INHERIT)
                .start();
        readUntilFrozen(jvm.inputReader());
    }

    @AfterEach
    void end() {
        jvm.destroyForcibly();
    }

    @Test
    void leavesNoServerWhenTheJvmIsKilled() {
        jvm.destroyForcibly();

        awaitCleanness();
    }

    @Test
    void leavesNoServerWhenTheJvmExitsWithoutClosingIt() throws IOException {
        jvm.outputWriter().close();

        awaitCleanness();
    }

    private void readUntilFrozen(BufferedReader output) throws IOException {
        String line = output.readLine();
        while (line != null && !line.equals("frozen")) {
            Matcher fact = FACT.matcher(line); // the log is among it
            if (fact.matches()) {
                said.put(fact.group(1), fact.group(2));
            }
            line = output.readLine();
        }
        assertThat(line).as("last words of the other JVM, after %s", said).isEqualTo("frozen");
    }

    private void awaitCleanness() {
        int port = Integer.parseInt(said.get("port"));
        Path directory = Path.of(said.get("directory"));
        Await.until(() -> Ports.isFree(port), LIMIT, () -> "something listens on port " + port);
        Await.until(() -> Files.notExists(directory), LIMIT, () -> directory + " is there");
    }
}
