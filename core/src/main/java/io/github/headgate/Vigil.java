package io.github.headgate;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.github.headgate.Engine.Reply;
import io.github.headgate.Judgement.Suspicion;
import io.github.headgate.reactor.Generation;
import io.r2dbc.spi.R2dbcTimeoutException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.scheduler.Scheduler;

/**
 * Listens for silence while a generation lasts. A statement that has brought no byte for most of
 * {@code failureDetectionTime} makes the old connections be asked; the rest of the time, and a second, are for their
 * answers. When no connection has brought anything for a {@code heartbeat}, they are asked, too; and each idle one that
 * has been silent for so long is asked for itself, so that one that has died unheard is closed before a user gets it.
 *
 * <p>It compares counts at its ticks, so that nobody reads a clock for it on the way of a query. It subscribes to what it
 * asks of idle connections, for nobody waits for that.
 */
final class Vigil implements Disposable {

    /** Silence begins up to a tick before it is seen, and is too long up to a tick before that is. */
    private static final Duration LONGEST_TICK = Duration.ofMillis(125);

    private final Generation<Engine> generation;
    private final Watch watch;
    private final Scheduler timer;
    private final long tick;
    private final long patience;
    private final Optional<Duration> heartbeat;
    private final Disposable.Composite running = Disposables.composite();
    private Map<Link, Heard> heard = new HashMap<>(); // read and written at ticks alone

    /**
     * What was heard of a connection until the last tick.
     *
     * @param at when something was read last, or it was seen first, or asked
     * @param owing since when an answer is owed and nothing comes, or it was asked
     */
    private record Heard(long reads, long at, Optional<Long> owing) {

        Heard next(Link link, long now) {
            boolean news = link.reads() != reads;
            Optional<Long> since = link.isAnswered() ? Optional.empty() : Optional.of(news ? now : owing.orElse(now));
            return new Heard(link.reads(), news ? now : at, since);
        }

        /** Since when an answer is owed, if that is at least for {@code time}. */
        LongStream owedFor(long time, long now) {
            return owing.filter(since -> now - since >= time).stream().mapToLong(Long::longValue);
        }
    }

    Vigil(Generation<Engine> generation, Watch watch) {
        HeadgateOptions options = generation.value().options();
        this.generation = generation;
        this.watch = watch;
        this.timer = options.timer();
        long part = options.failureDetectionTime().dividedBy(24).toNanos();
        this.tick = Math.min(part, LONGEST_TICK.toNanos());
        this.patience = 20 * part;
        this.heartbeat = options.heartbeat();
    }

    Vigil begun() {
        running.add(timer.schedulePeriodically(this::look, tick, tick, NANOSECONDS));
        return this;
    }

    @Override
    public void dispose() {
        running.dispose();
    }

    private void look() {
        long now = now();
        Map<Link, Heard> next = new HashMap<>();
        engine().open().forEach(link -> next.put(link, heardUntil(now, link)));
        heard = next;
        OptionalLong silence = next.values().stream().flatMapToLong(one -> one.owedFor(patience, now)).min();
        if (silence.isPresent()) {
            askedAt(now, List.copyOf(next.keySet()));
            watch.suspectSince(silence.getAsLong(), generation, silent("a statement brought nothing for", patience));
        } else {
            heartbeat.map(Duration::toNanos).ifPresent(interval -> beat(interval, now));
        }
    }

    private Heard heardUntil(long now, Link link) {
        return Optional.ofNullable(heard.get(link))
                .orElseGet(() -> new Heard(link.reads(), now, Optional.empty()))
                .next(link, now);
    }

    private void beat(long interval, long now) {
        List<Link> quiet = heard.entrySet()
                .stream()
                .filter(one -> now - one.getValue().at() >= interval)
                .map(Map.Entry::getKey)
                .toList();
        askedAt(now, quiet);
        boolean all = quiet.size() == heard.size();
        if (all) {
            watch.suspect(generation, Suspicion.ASK, silent("nothing was heard for", interval));
        }
        quiet.stream()
                .filter(link -> !link.isLent())
                .filter(link -> !all || !engine().sentinel().is(link)) // which has been asked
                .forEach(this::ask);
    }

    /** What has been asked is not asked again at each tick. */
    private void askedAt(long now, List<Link> asked) {
        asked.forEach(link -> heard.computeIfPresent(link,
                (same, one) -> new Heard(one.reads(), now, one.owing().map(since -> now))));
    }

    private void ask(Link link) {
        Disposable.Swap asking = Disposables.swap();
        running.add(asking);
        asking.update(engine().ask(link, engine().answerTimeout())
                .doFinally(signal -> running.remove(asking))
                .subscribe(reply -> answered(link, reply)));
    }

    private void answered(Link link, Reply reply) {
        if (reply != Reply.NONE || link.isLent()) {
            return; // who has taken it meanwhile is bounded by his deadline
        }
        link.cut();
        if (engine().sentinel().is(link)) {
            watch.suspect(generation, Suspicion.VERIFY,
                    silent("the sentinel said nothing for", engine().answerTimeout().toNanos()));
        }
    }

    private static R2dbcTimeoutException silent(String what, long nanos) {
        return new R2dbcTimeoutException(what + " " + Duration.ofNanos(nanos).toMillis() + " ms");
    }

    private Engine engine() {
        return generation.value();
    }

    private long now() {
        return timer.now(NANOSECONDS);
    }
}
