package io.github.headgate;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.github.headgate.reactor.Turnstile;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.R2dbcTimeoutException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Mono;

/**
 * The one way to a new connection, for the pool, the sentinel and the probe: two connects at once, however many ask, and
 * none longer than its limit.
 *
 * <p>It subscribes to the driver's connects itself, since they cannot be aborted: one that nobody waits for any more has
 * its socket closed, and what it yields all the same is cut.
 */
final class Connects {

    private static final int AT_ONCE = 2;
    private static final Duration AFTER_HANGING_UP = Duration.ofSeconds(1);

    private final HeadgateOptions options;
    private final Driver.Dialer dialer;
    private final Turnstile places = new Turnstile(AT_ONCE);
    private final AtomicLong numbers = new AtomicLong();
    private final Set<Link> links = ConcurrentHashMap.newKeySet();

    Connects(HeadgateOptions options) {
        this.options = options;
        this.dialer = options.driver().dialer(AT_ONCE, options);
    }

    /**
     * One connect, cold. Fails with {@link R2dbcTimeoutException} if the server has not answered the login within
     * {@code startup} after the time for TCP. A cancel hangs up, and no connection is lost by it.
     *
     * @param wanted asked when its turn has come; if it says no, nothing is sent
     */
    Mono<Link> connect(Duration startup, BooleanSupplier wanted) {
        return new Mono<>() {

            @Override
            public void subscribe(CoreSubscriber<? super Link> actual) {
                Connect connect = new Connect(actual, startup, wanted);
                actual.onSubscribe(connect);
                places.enter(connect);
            }
        };
    }

    /** The number that the next connection will have: older ones have smaller numbers. */
    long mark() {
        return numbers.get();
    }

    int open() {
        return links.size();
    }

    /** Refuses further connects and cuts all connections. */
    void close(ClientClosedException reason) {
        places.close(() -> reason);
        links.forEach(Link::cut);
    }

    private Link link(int place, Connection connection) {
        Link link = new Link(numbers.getAndIncrement(), connection, dialer.socket(place, connection), options);
        links.add(link);
        link.onClose(() -> links.remove(link));
        return link;
    }

    /** Where a connect stands, for the one who asked for it. */
    private enum Asked {
        WAITING, ANSWERED, GONE
    }

    /** One connect: it waits for a place, dials, and answers once. */
    private final class Connect implements Turnstile.Entrant, Subscription {

        private final CoreSubscriber<? super Link> actual;
        private final Duration startup;
        private final BooleanSupplier wanted;
        private final AtomicReference<Asked> asked = new AtomicReference<>(Asked.WAITING);
        private final Disposable.Swap limit = Disposables.swap();
        private volatile @Nullable Dialling dialling;

        Connect(CoreSubscriber<? super Link> actual, Duration startup, BooleanSupplier wanted) {
            this.actual = actual;
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
                hangUp();
            }
        }

        @Override
        public void admitted(int place) {
            Dialling begun = new Dialling(this, place);
            dialling = begun;
            if (asked.get() == Asked.GONE || !wanted.getAsBoolean()) {
                begun.leave();
                fail(new CancellationException("not wanted any more"));
                return;
            }
            Duration whole = options.connectTimeout().plus(startup);
            limit.update(options.timer().schedule(this::silent, whole.toNanos(), NANOSECONDS));
            Mono.defer(() -> dialer.dial(place)).subscribe(begun);
        }

        @Override
        public void refused(Throwable cause) {
            fail(cause);
        }

        void succeed(Link link) {
            limit.dispose();
            if (asked.compareAndSet(Asked.WAITING, Asked.ANSWERED)) {
                actual.onNext(link);
                actual.onComplete();
            } else {
                link.cut();
            }
        }

        void fail(Throwable failure) {
            limit.dispose();
            if (asked.compareAndSet(Asked.WAITING, Asked.ANSWERED)) {
                actual.onError(failure);
            }
        }

        private void silent() {
            fail(new R2dbcTimeoutException("the server did not answer the login within " + startup.toMillis() + " ms",
                    "08001"));
            hangUp(); // after the caller knows why, for the driver will call it an unexpected close
        }

        private void hangUp() {
            Dialling running = dialling;
            if (running != null) {
                running.hangUp();
            }
        }
    }

    /** The driver's part of a connect. It holds the place until the driver has ended, or is given up. */
    private final class Dialling extends BaseSubscriber<Connection> {

        private final Connect connect;
        private final int place;
        private boolean left; // guarded by this

        Dialling(Connect connect, int place) {
            this.connect = connect;
            this.place = place;
        }

        /** Closes the socket. A driver that does not even notice that gets a second; then its place is given on. */
        void hangUp() {
            if (closeSocket()) {
                options.timer().schedule(this::leave, AFTER_HANGING_UP.toNanos(), NANOSECONDS);
            }
        }

        @Override
        protected void hookOnNext(Connection connection) {
            Link link = taken(connection);
            if (link == null) {
                Mono.from(connection.close()).onErrorComplete().subscribe(); // after it was given up
            } else {
                leave();
                connect.succeed(link);
            }
        }

        /** Under the lock, for the socket is found by the place. */
        private synchronized @Nullable Link taken(Connection connection) {
            return left ? null : link(place, connection);
        }

        @Override
        protected void hookOnError(Throwable failure) {
            closeSocket(); // a driver that gives up on TLS leaves it open
            leave();
            connect.fail(failure);
        }

        @Override
        protected void hookOnComplete() {
            if (leave()) {
                connect.fail(new IllegalStateException("the driver completed without a connection"));
            }
        }

        /** Under the lock, for once the place is given on, the socket at it is another's. */
        private synchronized boolean closeSocket() {
            if (!left) {
                dialer.hangUp(place);
            }
            return !left;
        }

        private boolean leave() {
            synchronized (this) {
                if (left) {
                    return false;
                }
                left = true;
            }
            places.exit(place);
            return true;
        }
    }
}
