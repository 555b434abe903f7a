package io.github.headgate.benchmarks.peers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Asks an endpoint by the load generator of that name, in a process of its own, so that its work is not the client's.
 *
 * @see <a href="https://github.com/wg/wrk">wrk</a>
 */
public final class Wrk {

    private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([0-9.]+)");
    private static final Pattern REFUSED = Pattern.compile("Non-2xx or 3xx responses: ([0-9]+)");
    private static final Pattern BROKEN = Pattern.compile(
            "Socket errors: connect ([0-9]+), read ([0-9]+), write ([0-9]+), timeout ([0-9]+)");
    private static final String RANDOM_ITEM = "request = function() return wrk.format('GET', '/items/' .. math.random("
            + Work.KEYS + ")) end\n";

    private Wrk() {}

    /** Where it is on the path. */
    public static Optional<Path> found() {
        return Programs.found("wrk", Stream.empty());
    }

    static Sample run(Endpoint endpoint, int connections, long millis) throws IOException, InterruptedException {
        long seconds = Math.max(1, TimeUnit.MILLISECONDS.toSeconds(millis));
        Usage before = Usage.now();
        Process process = new ProcessBuilder(found().orElseThrow().toString(), "-t1", "-c" + connections,
                "-d" + seconds + "s", "--latency", "-s",
                script().toString(),
                endpoint.url()).redirectErrorStream(true).start();
        String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
        process.waitFor();
        return sample(printed, Usage.now().since(before), seconds);
    }

    private static Path script() throws IOException {
        Path script = Files.createTempFile("headgate-benchmark", ".lua");
        script.toFile().deleteOnExit();
        return Files.writeString(script, RANDOM_ITEM);
    }

    private static Sample sample(String printed, Usage used, long seconds) {
        double rate = Double.parseDouble(group(RATE, printed)
                .orElseThrow(() -> new IllegalStateException("no rate in what wrk has printed: " + printed)));
        double operations = rate * seconds;
        long refused = group(REFUSED, printed).map(Long::parseLong).orElse(0L) + broken(printed);
        return new Sample(rate, latency(printed, 50), latency(printed, 99), null, used.processor() / 1e3 / operations,
                used.allocated() / operations, refused, refused == 0 ? null : "see what wrk has printed: " + printed);
    }

    /** How many requests had no answer. */
    static long broken(String printed) {
        Matcher errors = BROKEN.matcher(printed);
        return errors.find()
                ? IntStream.rangeClosed(1, errors.groupCount())
                        .mapToLong(kind -> Long.parseLong(errors.group(kind)))
                        .sum()
                : 0;
    }

    /** In microseconds. */
    static double latency(String printed, int percentile) {
        Matcher latency = Pattern.compile("(?m)^\\s+" + percentile + "%\\s+([0-9.]+)(us|ms|s) *$").matcher(printed);
        if (!latency.find()) {
            throw new IllegalStateException("no " + percentile + "% in what wrk has printed: " + printed);
        }
        double figure = Double.parseDouble(latency.group(1));
        return switch (latency.group(2)) {
            case "us" -> figure;
            case "ms" -> figure * 1e3;
            default -> figure * 1e6;
        };
    }

    private static Optional<String> group(Pattern pattern, String printed) {
        Matcher matcher = pattern.matcher(printed);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }
}
