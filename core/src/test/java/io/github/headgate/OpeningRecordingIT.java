package io.github.headgate;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.headgate.testkit.PostgresServer;
import io.github.headgate.testkit.Shutdown;
import io.github.headgate.testkit.WithPostgres;
import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Records what a server that is away says, and for how long, by logging in again and again without a pause. It takes ten
 * minutes, and writes into the file that {@code headgate.openings} names: the series on which the pace of openings is
 * judged. A line is an outage, from the first login that failed: {@code series kind:until …}, in milliseconds.
 */
@WithPostgres
@EnabledIfSystemProperty(named = "headgate.openings", matches = ".+")
class OpeningRecordingIT {

    private static final Random RANDOM = new Random(20261126);

    private final List<String> lines = new ArrayList<>();

    private static String kind(Throwable failure) {
        return Failures.words(failure).contains("57P03") ? "starting" : "refused";
    }

    /** Up to a tenth more or less, since no two cold starts take the same. */
    private static Consumer<PostgresServer> stoppedFor(long millis) {
        return server -> {
            server.stop(Shutdown.FAST);
            pause(Math.round(millis * (0.9 + 0.2 * RANDOM.nextDouble())));
            server.start();
        };
    }

    private static void pause(long millis) {
        Mono.delay(Duration.ofMillis(millis)).block();
    }

    private static String login(ConnectionFactory factory) {
        return requireNonNull(
                Flux.usingWhen(factory.create(), connection -> Mono.just("up"), connection -> connection.close())
                        .onErrorResume(failure -> Mono.just(kind(failure)))
                        .blockLast());
    }

    private void record(String series, int times, PostgresServer server, Consumer<PostgresServer> outage)
            throws InterruptedException {
        ConnectionFactory factory = ConnectionFactories.get(server.url());
        for (int i = 0; i < times; i++) {
            lines.add(series + recorded(factory, () -> outage.accept(server)));
            System.out.println(lines.get(lines.size() - 1));
        }
    }

    private static String recorded(ConnectionFactory factory, Runnable outage) throws InterruptedException {
        AtomicBoolean over = new AtomicBoolean();
        CountDownLatch watched = new CountDownLatch(1);
        StringBuilder phases = new StringBuilder();
        Thread watcher = new Thread(() -> {
            phases.append(phases(factory, over));
            watched.countDown();
        });
        watcher.start();
        pause(200);
        outage.run();
        over.set(true);
        assertThat(watched.await(1, TimeUnit.MINUTES)).isTrue();
        return phases.toString();
    }

    private static String phases(ConnectionFactory factory, AtomicBoolean over) {
        StringBuilder phases = new StringBuilder();
        String before = "up";
        long begun = 0;
        while (!over.get() || !before.equals("up")) {
            String now = login(factory);
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
            if (before.equals("up") && !now.equals("up")) {
                begun = System.nanoTime();
            } else if (!now.equals(before)) {
                phases.append(' ').append(before).append(':').append(millis);
            }
            before = now;
        }
        return phases.toString();
    }

    @Test
    void writesDownHowLongOpeningsTake(PostgresServer server) throws IOException, InterruptedException {
        record("restart-fast", 60, server, postgres -> postgres.restart(Shutdown.FAST));
        record("restart-immediate", 60, server, postgres -> postgres.restart(Shutdown.IMMEDIATE));
        record("cold-start", 40, server, stoppedFor(2_500));
        record("failover", 16, server, stoppedFor(20_000));

        Files.write(Path.of(System.getProperty("headgate.openings")), lines);
        assertThat(lines).hasSize(IntStream.of(60, 60, 40, 16).sum());
    }
}
