package io.github.headgate.demo.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PageTest {

    private static final int NOT_UNDERSTOOD = 2;

    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();

    private int run(String... arguments) {
        return Page.run(new PrintStream(shown, true, StandardCharsets.UTF_8), arguments);
    }

    private String text() {
        return shown.toString(StandardCharsets.UTF_8);
    }

    @Test
    void saysThatAPortIsTakenBeforeItStartsAnything() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int status = run("--port", String.valueOf(taken.getLocalPort()));

            assertThat(status).isEqualTo(NOT_UNDERSTOOD);
            assertThat(text())
                    .startsWith("port " + taken.getLocalPort() + " cannot be had")
                    .contains("--port 0")
                    .doesNotContain("Starting");
        }
    }

    @Test
    void refusesAPortThatThereCannotBe() {
        int status = run("--port", "65536");

        assertThat(status).isEqualTo(NOT_UNDERSTOOD);
        assertThat(text()).startsWith("--port must be between 0 and 65535, was 65536");
    }
}
