package io.github.headgate.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.headgate.HeadgateClient;
import io.github.headgate.HeadgateOptions;
import io.github.headgate.testkit.PostgresServer;
import io.github.headgate.testkit.WithPostgres;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** More than the heap could hold, to readers that take their time. */
@WithPostgres
class SlowReaderIT {

    private static final Duration LONG = Duration.ofMinutes(10);
    private static final int ROWS = Dose.of(20_000, 10_000_000);
    private static final int ROW_MEGABYTES = Dose.of(10, 200);
    private static final long HEAP_SLACK_MEGABYTES = 64;

    private final HeadgateClient client;

    SlowReaderIT(PostgresServer server) {
        this.client = HeadgateClient.create(HeadgateOptions.builder(server.url()).maxSize(1).build());
    }

    @AfterEach
    void closed() {
        client.close().block(LONG);
    }

    @Test
    void getsAllRowsWhileLittleIsHeld() {
        long before = Footprint.now().heapMegabytes();
        AtomicLong read = new AtomicLong();
        AtomicLong held = new AtomicLong();

        StepVerifier.create(client.sql("select repeat('x', 2000) from generate_series(1, " + ROWS + ")")
                .query(row -> row.get(0, String.class))
                .all()
                .concatMap(row -> read.incrementAndGet() % (ROWS / 20) == 0 ? paused(row, held) : Mono.just(row), 1)
                .count())
                .expectNext((long) ROWS)
                .expectComplete()
                .verify(LONG);

        System.out.println(ROWS + " rows of 2 kB, at most " + held + " MB held, " + before + " before");
        assertThat(held.get() - before).isLessThan(HEAP_SLACK_MEGABYTES);
        answers();
    }

    private static Mono<String> paused(String row, AtomicLong held) {
        return Mono.delay(Duration.ofMillis(50))
                .doOnNext(tick -> held.accumulateAndGet(Footprint.now().heapMegabytes(), Math::max))
                .thenReturn(row);
    }

    @Test
    void getsOneRowThatIsLargerThanAllElse() {
        StepVerifier.create(client.sql("select repeat('x', " + ROW_MEGABYTES + " * 1024 * 1024)")
                .timeout(Duration.ofMinutes(1))
                .query(row -> String.valueOf(row.get(0, String.class)).length())
                .one())
                .expectNext(ROW_MEGABYTES * 1024 * 1024)
                .expectComplete()
                .verify(LONG);

        answers();
    }

    private void answers() {
        StepVerifier.create(client.sql("select 1").query(row -> 1).one()).expectNext(1).expectComplete().verify(LONG);
    }
}
