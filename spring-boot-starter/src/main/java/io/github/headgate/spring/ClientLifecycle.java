package io.github.headgate.spring;

import io.github.headgate.HeadgateClient;
import io.github.headgate.HeadgateException;
import io.github.headgate.reactor.Deadline;
import java.time.Duration;
import org.springframework.context.SmartLifecycle;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * The life of the client that the starter has made. It subscribes to the client's opening and to its close, for
 * Spring's lifecycle knows no publishers; both end by themselves.
 */
final class ClientLifecycle implements SmartLifecycle {

    /**
     * Stops the client when all that may use it has stopped: the web server among them, which lets its requests end
     * before.
     */
    static final int PHASE = Integer.MIN_VALUE + 1024;

    private final HeadgateClient client;
    private volatile boolean running;

    private ClientLifecycle(HeadgateClient client) {
        this.client = client;
    }

    /**
     * Begins it. While beans are made is when to wait, not in {@link #start()}: some of them ask the database.
     *
     * @throws StartupFailedException if it was to wait for the database, and that was not ready within {@code wait}
     */
    static ClientLifecycle begun(HeadgateClient client, Startup startup, Duration wait) {
        if (startup == Startup.EAGER) {
            client.ready().onErrorComplete().subscribe(); // the client tells in its log why it could not be opened
        }
        if (startup == Startup.WAIT) {
            opened(client, wait).block();
        }
        return new ClientLifecycle(client);
    }

    private static Mono<Void> opened(HeadgateClient client, Duration wait) {
        return Deadline.after(wait, Schedulers.parallel())
                .bound(client.ready(), () -> new StartupFailedException(wait, client.snapshot().readiness()))
                .onErrorMap(HeadgateException.class::isInstance, StartupFailedException::new)
                .onErrorResume(failure -> client.close().then(Mono.error(failure)));
    }

    HeadgateClient client() {
        return client;
    }

    @Override
    public void start() {
        running = true;
    }

    /** Closes the client, which lets running operations end within its {@code drainTimeout}. */
    @Override
    public void stop(Runnable callback) {
        running = false;
        client.close()
                .doFinally(signal -> callback.run())
                .subscribe();
    }

    @Override
    public void stop() {
        stop(() -> {});
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }

    /**
     * What is closed stays closed, and what rests needs no pause. Spring's tests pause contexts that they keep for
     * later.
     */
    @Override
    public boolean isPauseable() {
        return false;
    }

    /** Called when the context is closed, or could not be made. Spring waits for it. */
    Mono<Void> close() {
        return client.close();
    }
}
