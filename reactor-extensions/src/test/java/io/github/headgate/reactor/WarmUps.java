package io.github.headgate.reactor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

/** One client that lives through outages, one after the other, under virtual time, and how its openings went. */
final class WarmUps implements Opener<String> {

    private static final long LOGIN = 15;
    private static final long STARTUP = 2_000;
    private static final long LONGEST_STARTUP = 15_000;
    private static final long TCP = 1_000;

    private final VirtualTimeScheduler timer = VirtualTimeScheduler.create();
    private final ReadySignal<String> signal;
    private final boolean cold;
    private final List<WarmUp> all = new ArrayList<>();
    private Outage outage = Outage.of(Outage.Manner.REFUSED, 0);
    private List<Long> attempts = new ArrayList<>();
    private long begun;
    private long startup = STARTUP;
    private long ready;

    /** One opening: when its attempts began, and how long after the server accepted it was ready, a login apart. */
    record WarmUp(Outage outage, List<Long> attempts, double delay) {}

    private static final class Failed extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final Outage.Manner manner;

        Failed(Outage.Manner manner) {
            super(manner.name(), null, false, false);
            this.manner = manner;
        }

        String kind() {
            boolean silent = manner == Outage.Manner.DROPPED || manner == Outage.Manner.HELD;
            return silent ? "SILENT" : manner.name();
        }
    }

    private WarmUps(boolean cold, long seed, UnaryOperator<ReadySignalOptions.Builder<String>> settings) {
        this.cold = cold;
        this.signal = new ReadySignal<>(settings.apply(ReadySignalOptions.builder(this, timer)
                .backoff(defaultPace().jitter(-0.25, 0.25, new Random(seed)::nextDouble))
                .failureKind(failure -> ((Failed) failure).kind()))
                .build());
    }

    /** The pace of the client's options, without its jitter. */
    static Backoff defaultPace() {
        return Backoff.every(Duration.ofMillis(100))
                .until(Duration.ofSeconds(3), Backoff.every(Duration.ofMillis(250)))
                .until(Duration.ofSeconds(10), Backoff.doubling(Duration.ofMillis(500), Duration.ofSeconds(2)));
    }

    static List<WarmUp> of(
            List<Outage> outages, boolean cold, long seed,
            UnaryOperator<ReadySignalOptions.Builder<String>> settings) {
        WarmUps client = new WarmUps(cold, seed, settings);
        client.live(Outage.of(Outage.Manner.REFUSED, 0)); // the first start, which is nobody's outage
        client.all.clear();
        outages.forEach(client::live);
        return client.all;
    }

    private void live(Outage next) {
        outage = next;
        attempts = new ArrayList<>();
        begun = now();
        signal.current().ifPresent(this::lose);
        signal.ready().subscribe(generation -> ready = now());
        timer.advanceTimeBy(Duration.ofMinutes(5));
        all.add(new WarmUp(next, attempts, ready - begun - LOGIN - next.accepts()));
    }

    private void lose(Generation<String> seen) {
        if (cold) {
            signal.hibernate(seen);
        } else {
            signal.lost(seen, new IllegalStateException("lost"));
        }
    }

    @Override
    public Mono<String> open(long generation, int attempt) {
        long elapsed = now() - begun;
        attempts.add(elapsed);
        if (elapsed >= outage.accepts()) {
            return opened(LOGIN);
        }
        Outage.Manner manner = outage.at(elapsed);
        return manner == Outage.Manner.HELD ? held(outage.accepts() - elapsed) : failed(manner, manner.millis);
    }

    private Mono<String> held(long rest) {
        long limit = TCP + startup;
        if (rest <= limit) {
            return opened(rest + LOGIN);
        }
        Mono<String> silent = failed(Outage.Manner.HELD, limit);
        startup = Math.min(LONGEST_STARTUP, startup * 2);
        return silent;
    }

    private Mono<String> opened(long millis) {
        startup = STARTUP;
        return after(millis).thenReturn("engine");
    }

    private Mono<String> failed(Outage.Manner manner, long millis) {
        return after(millis).then(Mono.error(() -> new Failed(manner)));
    }

    private Mono<Long> after(long millis) {
        return Mono.delay(Duration.ofMillis(millis), timer);
    }

    private long now() {
        return timer.now(TimeUnit.MILLISECONDS);
    }
}
