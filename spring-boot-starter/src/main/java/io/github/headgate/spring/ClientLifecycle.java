package io.github.headgate.spring;

import io.github.headgate.HeadgateClient;
import io.github.headgate.HeadgateException;
import io.github.headgate.reactor.Deadline;
import java.time.Duration;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * The life of the client that the starter has made. It subscribes to the client's opening, for Spring makes beans and knows
 * no publishers then; that ends by itself.
 *
 * <p>It is none of Spring's {@code Lifecycle}s: what is closed stays closed, and a context may be stopped and started, and
 * is paused by Spring's tests. Its end is that of a bean, after those beans which use it and after the web server, which
 * lets its requests end before.
 */
final class ClientLifecycle {

    private final HeadgateClient client;

    private ClientLifecycle(HeadgateClient client) {
        this.client = client;
    }

    /**
     * Begins it. While beans are made is when to wait, not when the context starts: some of them ask the database.
     *
     * @throws StartupFailedException if it was to wait for the database, and that was not ready within {@code wait}
     */
    static ClientLifecycle begun(HeadgateClient client, Startup startup, Duration wait) {
        if (startup == Startup.EAGER) {
            client.ready().onErrorComplete().subscribe(); // the client tells in its log why it could not be opened
        }
        if (startup == Startup.WAIT) {
            // to block is what was asked for: the thread makes beans, is no event loop's, and waits no longer than that
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

    /**
     * Called when the context is closed, or could not be made. Spring waits for it, which takes the client's
     * {@code drainTimeout} at most where operations still run.
     */
    Mono<Void> close() {
        return client.close();
    }
}
