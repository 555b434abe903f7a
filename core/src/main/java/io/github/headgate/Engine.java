package io.github.headgate;

import static io.github.headgate.Conversations.Values.AS_THEY_COME;

import io.github.headgate.reactor.Generation;
import io.github.headgate.reactor.Turnstile;
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import io.r2dbc.spi.Result;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * What a generation consists of: a pool, and the sentinel, a connection of our own that stands outside of it. Once
 * closed it hands out nothing more, and every connection that it ever made is closed.
 *
 * <p>It subscribes to what the pool begins with behind the first answer, for nobody waits for that.
 */
final class Engine {

    /** How an old connection answers. */
    enum Reply {

        /** As it did when the engine was opened. */
        AS_BEFORE,

        /** As a standby, which it was not. */
        AS_STANDBY,

        /** Not at all, or not in time. */
        NONE
    }

    private static final Duration LONGEST_ANSWER = Duration.ofMillis(1_250);

    /** Writes something, and returns when all that was written before it has reached the disk. */
    private static final String FLUSH = "select set_config('synchronous_commit', 'local', true),"
            + " pg_logical_emit_message(true, 'headgate', '')";

    private static final String PROOF = "select pg_is_in_recovery()";

    private final HeadgateOptions options;
    private final Journal journal;
    private final Connects connects;
    private final Duration startup;
    private final Set<Link> links = ConcurrentHashMap.newKeySet();
    private final Turnstile places;
    private final Shortage shortage;
    private final ConnectionPool pool;
    private final IdleStack idle;
    private final EngineProbe probe;
    private final LogFlush log = new LogFlush(Mono.defer(this::flush));
    private final AtomicInteger deaths = new AtomicInteger();
    private final AtomicReference<@Nullable Link> first; // null: the pool has it
    private final Sentinel sentinel;
    private final Disposable.Swap filling = Disposables.swap();
    private volatile @Nullable Identity identity; // null: not asked yet
    private volatile boolean standby;
    private volatile boolean closed;
    private volatile boolean gentle;
    private volatile Consumer<Throwable> whenBereaved = death -> {};

    /** An engine with one connection, the pool's first. */
    Engine(HeadgateOptions options, Journal journal, Connects connects, Link first, Duration startup) {
        this.options = options;
        this.journal = journal;
        this.connects = connects;
        this.startup = startup;
        this.places = new Turnstile(options.maxSize());
        this.sentinel = new Sentinel(Mono.defer(this::connectedAside), () -> !closed, options);
        this.shortage = new Shortage(places, options.timer(), () -> sentinel.link().isPresent());
        this.first = new AtomicReference<>(first);
        this.pool = Pools.pool(options, Mono.defer(this::firstOrConnected));
        this.idle = new IdleStack(options);
        this.probe = new EngineProbe(this, options);
        adopt(first);
    }

    HeadgateOptions options() {
        return options;
    }

    Journal journal() {
        return journal;
    }

    /** The connections that lie ready. */
    IdleStack idle() {
        return idle;
    }

    /** A connection that the pool has made for the caller, who has found none idle. */
    Mono<Pooled> pooled() {
        return pool.create().map(Pooled::new);
    }

    /** As many as the pool may hold connections, so that callers wait here and not in the pool's queue. */
    Turnstile places() {
        return places;
    }

    void leave(int place) {
        places.exit(place);
    }

    Sentinel sentinel() {
        return sentinel;
    }

    EngineProbe probe() {
        return probe;
    }

    /** The open connections, the sentinel among them. */
    Stream<Link> open() {
        return links.stream().filter(Link::isOpen);
    }

    /** How many connections have been ended by another hand than ours, as far as that can be known. */
    int deaths() {
        return deaths.get();
    }

    /** Whether a connect that failed so need not fail its caller: he can wait for one of the connections that are there. */
    boolean makesDoAfter(Throwable failure) {
        int others = (int) open().filter(link -> !sentinel.is(link)).count();
        boolean can = others > 0 && Failures.isShortage(failure);
        if (can) {
            shortage.makeDoWith(others);
        }
        return can;
    }

    /**
     * How long the answer to a question may take of a server that is there: by default somewhat more than its longest way
     * through a network that takes 0.4 s in each direction, and little enough that a silent server is found within
     * {@code failureDetectionTime} and a second.
     */
    Duration answerTimeout() {
        Duration share = options.failureDetectionTime().multipliedBy(5).dividedBy(12);
        return share.compareTo(LONGEST_ANSWER) < 0 ? share : LONGEST_ANSWER;
    }

    /** Whether all places are taken. A place goes from hand to hand, so it is never free while somebody waits for it. */
    boolean isSaturated() {
        return places.inside() >= places.limit() && open().anyMatch(Link::isLent);
    }

    /** Which server this is; asked once. Empty if it is too old to tell, and an error if it does not. */
    Mono<Identity> identity() {
        return Mono.defer(() -> {
            Identity known = identity;
            return known != null
                    ? Mono.just(known)
                    : sentinel.awaited().flatMap(Identity::of).doOnNext(answer -> identity = answer);
        });
    }

    /** Completes when what was written at the server until now has reached the disk. */
    Mono<Void> flushed() {
        return log.flushed();
    }

    private Mono<Void> flush() {
        return sentinel.awaited()
                .flatMapMany(link -> link.createStatement(FLUSH).execute())
                .concatMap(Result::getRowsUpdated)
                .then();
    }

    /** Calls {@code action} whenever a connection is ended by another hand than ours. */
    void whenBereaved(Consumer<Throwable> action) {
        whenBereaved = action;
    }

    /** A new connection that belongs to this engine, outside of the pool. */
    Mono<Link> connectedAside() {
        return connected(Driver.Use.ASIDE);
    }

    private Mono<Link> connected(Driver.Use use) {
        return connects.connect(use, startup, () -> !closed)
                .onErrorMap(CancellationException.class, unwanted -> ended())
                .doOnNext(this::adopt);
    }

    /** The connection that has opened the engine serves queries from the first on, so that they wait for one login. */
    private Mono<Link> firstOrConnected() {
        Link opened = first.getAndSet(null);
        return opened != null ? Mono.just(opened) : connected(Driver.Use.POOL);
    }

    /**
     * Proves on the first connection that a query is answered, as queries go, and then connects to the sentinel and to the
     * others that the pool begins with, which nobody waits for.
     */
    Mono<Engine> proved(long generation) {
        Generation<Engine> self = new Generation<>(generation, this);
        return Acquisition.once(self)
                .flatMap(lease -> answered(lease)
                        .doOnNext(recovering -> standby = recovering)
                        .doOnNext(recovering -> sentinel.seek())
                        .doOnNext(recovering -> filling.update(others(self).subscribe()))
                        .delayUntil(recovering -> lease.release()))
                .thenReturn(this);
    }

    /**
     * All are asked for at once, and each is given back as it comes, but none before the last one is asked for, which would
     * get it. Whom the server refuses may be made later.
     */
    private Flux<Lease> others(Generation<Engine> self) {
        Sinks.Empty<Void> asked = Sinks.empty();
        return Flux.range(1, options.initialSize() - 1)
                .doFinally(signal -> asked.tryEmitEmpty())
                .flatMap(number -> Acquisition.once(self)
                        .doOnNext(lease -> asked.asMono().subscribe(null, null, lease::letGo)) // cancelled or not
                        .onErrorComplete(), options.initialSize());
    }

    /** What {@code link} answers within {@code limit} to the question that opened this engine. Never fails. */
    Mono<Reply> ask(Link link, Duration limit) {
        Mono<Reply> answer = Uncancelled.of(recovering(Flux.defer(() -> proof(link))))
                .map(recovering -> recovering && !standby ? Reply.AS_STANDBY : Reply.AS_BEFORE);
        Mono<Reply> late = Mono.delay(limit, options.timer())
                .then(caughtUp(link))
                .thenReturn(Reply.NONE);
        return Mono.firstWithSignal(answer, late).onErrorReturn(Reply.NONE); // a timeout would drop what comes later
    }

    /** So that a machine which was busy with something else does not take its own delay for the server's. */
    private static Mono<Void> caughtUp(Link link) {
        return Mono.create(sink -> link.whenCaughtUp(sink::success));
    }

    /** Asks the server to break off what runs still, within {@code closeTimeout}. Never fails. */
    Mono<Void> calledOff() {
        return Mono.defer(() -> Mono.when(lent().map(Lease::calledOff).toList()))
                .timeout(Mono.delay(options.closeTimeout(), options.timer()), Mono.empty());
    }

    private Stream<Lease> lent() {
        return links.stream().flatMap(link -> link.lease().stream());
    }

    /** Closes every connection at once. */
    void cut() {
        closed = true;
        filling.dispose();
        sentinel.cut();
        idle.emptied();
        links.forEach(Link::cut);
    }

    /** Makes the close let those finish who came in at the last moment; it is not a loss that closes this engine. */
    void closeGently() {
        gentle = true;
    }

    /** Ends what runs, takes leave of what lies idle, and completes when every connection is closed. */
    Mono<Void> close() {
        return Mono.defer(() -> {
            closed = true;
            filling.dispose();
            if (!gentle) {
                links.stream().filter(Link::isLent).forEach(Link::cut);
            }
            places.close(Engine::ended);
            Mono<Void> emptied = idle.closed().then(pool.disposeLater()).onErrorComplete();
            return Mono.when(emptied, sentinel.closed()); // what takes no leave is cut
        }).doFinally(signal -> links.stream().filter(link -> !gentle || !link.isLent()).forEach(Link::cut));
    }

    static R2dbcException ended() {
        return new R2dbcNonTransientResourceException("the generation ended while a connection was waited for",
                "08003");
    }

    private Mono<Boolean> answered(Lease lease) {
        return recovering(lease.results(() -> proof(lease.connection()), false, AS_THEY_COME))
                .timeout(Mono.delay(startup, options.timer()));
    }

    private static Publisher<? extends Result> proof(Connection connection) {
        return connection.createStatement(PROOF).execute();
    }

    private static Mono<Boolean> recovering(Flux<? extends Result> answer) {
        return answer
                .concatMap(result -> result.map(row -> Boolean.TRUE.equals(row.get(0))))
                .last();
    }

    private void adopt(Link link) {
        links.add(link);
        link.onClose(() -> links.remove(link));
        link.onDeath(this::bereaved);
        if (closed) {
            link.cut();
        }
    }

    private void bereaved() {
        deaths.incrementAndGet();
        whenBereaved.accept(new R2dbcNonTransientResourceException("a connection was closed by the server", "08006"));
    }
}
