package io.github.headgate;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.github.headgate.HeadgateEvent.ConnectionOpened;
import io.github.headgate.reactor.Turnstile;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.R2dbcTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;

/**
 * The one way to a new connection, for the pool, the sentinel and the probe: two connects at once, however many ask, and
 * none longer than its limit. Cancel requests go the same way, for each is a connect of its own.
 */
final class Connects {

    private static final int AT_ONCE = 2;

    private final HeadgateOptions options;
    private final Journal journal;
    private final Driver.Dialer dialer;
    private final List<Line> lines;
    private final Turnstile places = new Turnstile(AT_ONCE);
    private final AtomicLong numbers = new AtomicLong();
    private final Set<Link> links = ConcurrentHashMap.newKeySet();

    Connects(HeadgateOptions options, Journal journal) {
        this.options = options;
        this.journal = journal;
        this.dialer = options.driver().dialer(AT_ONCE, options);
        this.lines = IntStream.range(0, AT_ONCE)
                .mapToObj(line -> new Line(line, dialer, options.timer()))
                .toList();
    }

    /**
     * One connect, cold. Fails with {@link R2dbcTimeoutException} if the server has not answered the login within
     * {@code startup} after the time for TCP. A cancel hangs up, and no connection is lost by it.
     *
     * @param wanted asked when its turn has come; if it says no, nothing is sent
     */
    Mono<Link> connect(Driver.Use use, Duration startup, BooleanSupplier wanted) {
        return new Mono<>() {

            @Override
            public void subscribe(CoreSubscriber<? super Link> actual) {
                Connect connect = new Connect(actual, use, startup, wanted);
                actual.onSubscribe(connect);
                places.enter(connect);
            }
        };
    }

    int open() {
        return links.size();
    }

    /** Refuses further connects and cuts all connections. */
    void close(ClientClosedException reason) {
        places.close(() -> reason);
        links.forEach(Link::cut);
    }

    private Link link(int line, Connection connection) {
        Mono<Void> cancelRequest = lines.get(line).call(new CancelRequest(connection));
        Link link = new Link(numbers.getAndIncrement(), connection, dialer.socket(line, connection), cancelRequest,
                options);
        links.add(link);
        link.onClose(() -> links.remove(link));
        return link;
    }

    /** Where a connect stands, for the one who asked for it. */
    private enum Asked {
        WAITING, ANSWERED, GONE
    }

    /** One connect: it waits for a place, dials, and answers once, within its limit. */
    private final class Connect implements Turnstile.Entrant, Subscription, CoreSubscriber<Link> {

        private final CoreSubscriber<? super Link> actual;
        private final Driver.Use use;
        private final Duration startup;
        private final BooleanSupplier wanted;
        private final AtomicReference<Asked> asked = new AtomicReference<>(Asked.WAITING);
        private final Disposable.Swap limit = Disposables.swap();
        private final Disposable.Swap dialling = Disposables.swap();
        private volatile long begun;

        Connect(CoreSubscriber<? super Link> actual, Driver.Use use, Duration startup, BooleanSupplier wanted) {
            this.actual = actual;
            this.use = use;
            this.startup = startup;
            this.wanted = wanted;
        }

        @Override
        public void request(long n) {
            // one connection is made however many are asked for
        }

        @Override
        public void cancel() {
            if (asked.compareAndSet(Asked.WAITING, Asked.GONE)) {
                places.leave(this);
                limit.dispose();
                dialling.dispose();
            }
        }

        @Override
        public void admitted(int place) {
            if (asked.get() == Asked.GONE || !wanted.getAsBoolean()) {
                places.exit(place);
                onError(new CancellationException("not wanted any more"));
                return;
            }
            Duration whole = options.connectTimeout().plus(startup);
            begun = options.timer().now(NANOSECONDS);
            limit.update(options.timer().schedule(this::silent, whole.toNanos(), NANOSECONDS));
            lines.get(place).call(new Dial(place, use)).subscribe(this);
        }

        @Override
        public void refused(Throwable cause) {
            onError(cause);
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            dialling.update(subscription::cancel);
        }

        @Override
        public void onNext(Link link) {
            limit.dispose();
            if (asked.compareAndSet(Asked.WAITING, Asked.ANSWERED)) {
                tell();
                actual.onNext(link);
                actual.onComplete();
            } else {
                link.cut();
            }
        }

        @Override
        public void onError(Throwable failure) {
            limit.dispose();
            if (asked.compareAndSet(Asked.WAITING, Asked.ANSWERED)) {
                actual.onError(failure);
            }
        }

        @Override
        public void onComplete() {
            onError(new IllegalStateException("the driver completed without a connection"));
        }

        private void tell() {
            if (journal.isDetailed()) {
                journal.detail(new ConnectionOpened(Duration.ofNanos(options.timer().now(NANOSECONDS) - begun)));
            }
        }

        private void silent() {
            onError(new R2dbcTimeoutException("the server did not answer the login within " + startup.toMillis()
                    + " ms", "08001"));
            dialling.dispose(); // after the caller knows why, for the driver will call it an unexpected close
        }
    }

    private final class Dial implements Line.Purpose<Connection, Link> {

        private final int line;
        private final Driver.Use use;

        Dial(int line, Driver.Use use) {
            this.line = line;
            this.use = use;
        }

        @Override
        public Mono<? extends Connection> call() {
            return Mono.defer(() -> dialer.dial(line, use));
        }

        @Override
        public Link made(Connection connection) {
            return link(line, connection);
        }

        @Override
        public void unwanted(Link link) {
            link.cut();
        }

        @Override
        public void late(Connection connection) {
            Mono.from(connection.close()).onErrorComplete().subscribe(); // after it was given up
        }

        @Override
        public void left() {
            places.exit(line);
        }
    }

    /** The request of another connection that what runs on this one be cancelled. It yields nothing. */
    private final class CancelRequest implements Line.Purpose<Void, Void> {

        private final Connection connection;

        CancelRequest(Connection connection) {
            this.connection = connection;
        }

        @Override
        public Mono<Void> call() {
            return dialer.cancelRequest(connection);
        }

        @Override
        public Void made(Void nothing) {
            throw new IllegalStateException("a cancel request yields nothing");
        }

        @Override
        public void unwanted(Void nothing) {
            // nothing came
        }

        @Override
        public void late(Void nothing) {
            // nothing came
        }

        @Override
        public void left() {
            // no place was held but the line's
        }
    }
}
