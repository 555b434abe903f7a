package io.github.headgate;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.headgate.testkit.PostgresServer;
import io.github.headgate.testkit.Shutdown;
import java.time.Duration;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/**
 * Callers who write one note after the other, and a server that dies and comes back in their midst. It subscribes to
 * them.
 */
final class RestartUnderLoad {

    private static final int CALLERS = 8;
    private static final int ENOUGH = 40;

    private final AtomicInteger next = new AtomicInteger(1000);
    private final Set<Integer> written = ConcurrentHashMap.newKeySet();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final PostgresServer server;
    private final IntFunction<? extends Publisher<?>> write;
    private volatile boolean running = true;

    private RestartUnderLoad(PostgresServer server, IntFunction<? extends Publisher<?>> write) {
        this.server = server;
        this.write = write;
    }

    /**
     * Whoever was not under way at the time hears nothing of it; and what is said to be written is there.
     *
     * @param write how a note with that number is written
     * @param atMost how many can have been under way
     */
    static void assertOutlived(PostgresServer server, int atMost, IntFunction<? extends Publisher<?>> write) {
        RestartUnderLoad load = new RestartUnderLoad(server, write);
        load.run();
        assertThat(load.failures).hasSizeLessThanOrEqualTo(atMost);
        assertThat(load.written).isSubsetOf(load.found());
        assertThat(load.found()).hasSizeLessThanOrEqualTo(load.written.size() + load.failures.size());
    }

    private void run() {
        Mono<Void> callers = Flux.range(0, CALLERS).flatMap(number -> caller(), CALLERS).then().cache();
        callers.subscribe();
        awaitMore();
        server.restart(Shutdown.IMMEDIATE);
        awaitMore();
        running = false;
        StepVerifier.create(callers).expectComplete().verify(Notes.LONG);
    }

    private Mono<Void> caller() {
        return Mono.defer(this::unit).repeat(() -> running).then();
    }

    private Mono<Void> unit() {
        int id = next.incrementAndGet();
        return Flux.from(write.apply(id))
                .then(Mono.<Void>fromRunnable(() -> written.add(id)))
                .onErrorResume(failure -> Mono.fromRunnable(() -> failures.add(failure)));
    }

    private void awaitMore() {
        int enough = written.size() + ENOUGH;
        StepVerifier.create(Flux.interval(Duration.ofMillis(10))
                .onBackpressureDrop()
                .filter(tick -> written.size() >= enough)
                .next())
                .expectNextCount(1)
                .expectComplete()
                .verify(Notes.LONG);
    }

    private Set<Integer> found() {
        return server.query("select id from note where id > 1000")
                .stream()
                .map(row -> (Integer) row.get(0))
                .collect(Collectors.toSet());
    }
}
