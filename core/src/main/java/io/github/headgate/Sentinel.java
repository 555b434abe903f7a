package io.github.headgate;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.github.headgate.reactor.Backoff;
import io.github.headgate.reactor.SingleFlight;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * The connection of an engine that stands outside of its pool. There is none until one has been appointed, and none where
 * it has died, until another one takes its place.
 *
 * <p>It subscribes to what it tries for where nobody waits for that.
 */
final class Sentinel {

    private final Mono<Link> connect;
    private final BooleanSupplier wanted;
    private final Backoff pace;
    private final Scheduler timer;
    private final AtomicReference<@Nullable Link> last = new AtomicReference<>(); // null: there was none yet
    private final SingleFlight<Link> appointed;

    /**
     * @param wanted whether to try again when {@code connect} has failed
     */
    Sentinel(Mono<Link> connect, BooleanSupplier wanted, HeadgateOptions options) {
        this.connect = connect;
        this.wanted = wanted;
        this.pace = options.openingBackoff();
        this.timer = options.timer();
        this.appointed = SingleFlight.of(Mono.defer(this::sought), timer);
    }

    /** Empty if there is none that is open. */
    Optional<Link> link() {
        return Optional.ofNullable(last.get()).filter(Link::isOpen);
    }

    /**
     * The one there is, or one that is connected to for all who ask, which is tried for as long as the engine is there: as
     * often as an opening tries, and every 2 s where the server refuses it, which may have a connection left later. Fails
     * when it is closed.
     */
    Mono<Link> awaited() {
        return Mono.defer(() -> link().map(Mono::just).orElseGet(appointed::run))
                .onErrorMap(CancellationException.class, closed -> Engine.ended());
    }

    /** Begins to try for one where there is none, and lets nobody wait for it. */
    void seek() {
        awaited().subscribe(link -> {}, closed -> {});
    }

    /** Tries no longer, takes leave of the one there is, and completes when that is closed. */
    Mono<Void> closed() {
        return Mono.defer(() -> {
            cut();
            return Mono.justOrEmpty(link()).flatMap(Link::close);
        });
    }

    /** Tries no longer. */
    void cut() {
        appointed.close();
    }

    boolean is(Link link) {
        return link == last.get();
    }

    /** Makes {@code link} the sentinel if there is none; false if there is one. */
    boolean appoint(Link link) {
        Link before = last.get();
        return (before == null || !before.isOpen()) && (last.compareAndSet(before, link) || appoint(link));
    }

    private Mono<Link> sought() {
        Backoff.Waits waits = pace.begin();
        long begun = now();
        return Mono.defer(() -> link().map(Mono::just).orElseGet(this::tried))
                .onErrorResume(failure -> wanted.getAsBoolean(), failure -> Mono
                        .delay(Failures.isRefusal(failure)
                                ? Shortage.BEFORE_TRYING_MORE
                                : waits.next(Duration.ofNanos(now() - begun)), timer)
                        .then(Mono.empty()))
                .repeatWhenEmpty(tries -> tries);
    }

    /** Empty if a probe's was first, and has died since. */
    private Mono<Link> tried() {
        return connect.flatMap(link -> appoint(link)
                ? Mono.just(link)
                : link.close().then(Mono.defer(() -> Mono.justOrEmpty(link()))));
    }

    private long now() {
        return timer.now(NANOSECONDS);
    }
}
