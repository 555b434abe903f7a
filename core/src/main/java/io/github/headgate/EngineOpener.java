package io.github.headgate;

import io.github.headgate.reactor.Opener;
import io.r2dbc.spi.R2dbcTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.publisher.Mono;

/**
 * Opens engines. An attempt is one connect until that succeeds; only then is the pool opened, with this connection, and
 * proved. So a server that is away meets one connect at a time, and one that is back has one login to answer before the
 * first query.
 */
final class EngineOpener implements Opener<Engine> {

    private static final Duration LONGEST_STARTUP = Duration.ofSeconds(15);

    private final HeadgateOptions options;
    private final Journal journal;
    private final Connects connects;
    private final AtomicInteger silences = new AtomicInteger(); // attempts in a row that ended in silence

    EngineOpener(HeadgateOptions options, Journal journal, Connects connects) {
        this.options = options;
        this.journal = journal;
        this.connects = connects;
    }

    @Override
    public Mono<Engine> open(long generation, int attempt) {
        Duration startup = startup();
        return connects.connect(Driver.Use.POOL, startup, () -> true)
                .flatMap(first -> opened(new Engine(options, journal, connects, first, startup), generation))
                .doOnNext(engine -> silences.set(0))
                .doOnError(this::failed);
    }

    private static Mono<Engine> opened(Engine engine, long generation) {
        return engine.proved(generation)
                .onErrorResume(failure -> engine.close().then(Mono.error(failure)))
                .doOnCancel(engine::cut);
    }

    /** A proxy that scales to zero accepts at once and holds the login: to give up on it too soon is never to get in. */
    private Duration startup() {
        Duration startup = options.startupTimeout();
        for (int silence = 0; silence < silences.get() && startup.compareTo(LONGEST_STARTUP) < 0; silence++) {
            Duration doubled = startup.multipliedBy(2);
            startup = doubled.compareTo(LONGEST_STARTUP) < 0 ? doubled : LONGEST_STARTUP;
        }
        return startup;
    }

    private void failed(Throwable failure) {
        if (failure instanceof R2dbcTimeoutException || failure instanceof TimeoutException) {
            silences.incrementAndGet();
        } else {
            silences.set(0);
        }
    }
}
