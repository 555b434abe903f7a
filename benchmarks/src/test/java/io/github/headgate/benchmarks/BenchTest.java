package io.github.headgate.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BenchTest {

    private final StringWriter told = new StringWriter();

    @TempDir
    private Path directory;

    private int run(String... arguments) {
        String[] all = Stream
                .concat(Stream.of("--results=" + directory, "--scratch=" + directory), Stream.of(arguments))
                .toArray(String[]::new);
        return Bench.commandLine().setErr(new PrintWriter(told)).execute(all);
    }

    @ParameterizedTest
    @CsvSource({
            "NoBenchmark, --form=quick, 'was ''NoBenchmark'''",
            "throughput, --peers=mysql, 'was ''mysql'''",
            "throughput, --workloads=row, 'was ''row'''",
            "trouble, --peers=mysql, 'was ''mysql'''",
            "trouble, --workloads=row-64, 'not for trouble'",
            "settings, --peers=vertx, '-Dbench.peers) is for throughput, endpoint, trouble, and not for settings'",
            "endpoint, --workloads=row-64, '-Dbench.workloads) is for throughput, settings, and not for endpoint'",
            "profile, --peers=vertx, 'not for profile'",
            "profile, --workloads=row-64, 'not for profile'",
            "parts, --peers=vertx, 'not for parts'",
            "parts, --workloads=row-64, 'not for parts'",
            "OpenGateBenchmark, --peers=vertx, 'not for OpenGateBenchmark'",
            "throughput, --form=slow, 'slow'"})
    void refusesWhatItDoesNotKnow(String name, String option, String words) {
        assertThat(run(name, option)).isEqualTo(2);
        assertThat(told.toString()).contains(words);
    }

    @Test
    void tellsWhichPeersThereAre() {
        run("throughput", "--peers=mysql");

        assertThat(told.toString()).contains("headgate", "r2dbc-pool", "vertx-pipelined", "hikari-virtual");
    }
}
