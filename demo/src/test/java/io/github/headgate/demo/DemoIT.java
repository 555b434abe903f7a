package io.github.headgate.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class DemoIT {

    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();

    private int run(String... arguments) {
        return Demo.run(new PrintStream(shown, true, StandardCharsets.UTF_8), arguments);
    }

    private List<String> lines() {
        return shown.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void showsWhatBothClientsDidAndThatHeadgateKeptItsPromises() {
        int status = run("--case", "5,1");

        assertThat(lines())
                .anyMatch(line -> line.startsWith(" 1 Cold start | one query; its server   | Headgate | "))
                .anyMatch(line -> line.startsWith(" 5 Restart    | restart -m immediate    | Headgate |        80 | "))
                .anyMatch(line -> line.contains(" | plain    | "))
                .anyMatch(line -> line.startsWith("Headgate kept its promises in 2 of 2 cases"));
        assertThat(status).isZero();
    }

    @Test
    void isPlainTextOfAHundredColumnsWhereThereIsNoTerminal() {
        run("--case", "5", "--no-peer");

        assertThat(lines())
                .allMatch(line -> line.chars().allMatch(character -> character >= ' ' && character <= '~'))
                .allMatch(line -> line.length() <= 100)
                .noneMatch(line -> line.contains("| plain"));
    }
}
