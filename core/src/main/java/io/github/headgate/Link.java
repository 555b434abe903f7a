package io.github.headgate;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ValidationDepth;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * A physical connection together with its socket. It can be cut at any moment, and from then on it is dead, whatever the
 * driver still believes.
 */
final class Link extends ForwardingConnection {

    private final long number;
    private final Connection driver;
    private final Driver.Socket socket;
    private final Mono<Void> cancelRequest;
    private final Duration closeTimeout;
    private final Scheduler timer;
    private final long made;
    private volatile boolean worn;
    private volatile boolean ended;
    private final AtomicReference<@Nullable Lease> lease = new AtomicReference<>(); // null: it is in nobody's hands

    Link(long number, Connection driver, Driver.Socket socket, Mono<Void> cancelRequest, HeadgateOptions options) {
        this.number = number;
        this.driver = driver;
        this.socket = socket;
        this.cancelRequest = cancelRequest;
        this.closeTimeout = options.closeTimeout();
        this.timer = options.timer();
        this.made = timer.now(NANOSECONDS);
    }

    @Override
    Connection inner() {
        return driver;
    }

    /** Counted upwards as connections are made. */
    long number() {
        return number;
    }

    /** When it was made, in nanoseconds of the timer. */
    long made() {
        return made;
    }

    boolean isOpen() {
        return !ended && socket.isOpen();
    }

    /** Whether the server has ended every answer. */
    boolean isAnswered() {
        return socket.isAnswered();
    }

    /** Completes when the server has ended every answer, or the connection is closed. */
    Mono<Void> answered() {
        return socket.answered();
    }

    /** Runs {@code action} on the event loop behind what that is about to do. */
    void later(Runnable action) {
        socket.later(action);
    }

    /** Runs {@code action} on the event loop when what had come until now has been read. */
    void whenCaughtUp(Runnable action) {
        socket.whenCaughtUp(action);
    }

    /** How often something was read from it. */
    long reads() {
        return socket.reads();
    }

    /** Lets rows be thrown away unread, until it is told otherwise. */
    void discardRows(boolean discarding) {
        socket.discardRows(discarding);
    }

    /** Whether the server says that a transaction is open. */
    boolean isInTransaction() {
        return socket.isInTransaction();
    }

    /**
     * Asks the server to cancel what runs here. Until it completes the request can hit anything that runs on this
     * connection; after it has failed too. A cancel hangs up.
     */
    Mono<Void> cancelRequest() {
        return cancelRequest;
    }

    /** Whether an operation holds it. */
    boolean isLent() {
        return lease.get() != null;
    }

    /** In whose hands it is. */
    Optional<Lease> lease() {
        return Optional.ofNullable(lease.get());
    }

    /**
     * @throws IllegalStateException if it is in somebody's hands
     */
    void lend(Lease to) {
        if (!lease.compareAndSet(null, to)) {
            throw new IllegalStateException("connection " + number + " is in somebody else's hands");
        }
    }

    void takeBack() {
        lease.set(null);
    }

    /** Makes the pool take it for dead, although it may be open still: then its end is a polite one. */
    void wearOut() {
        worn = true;
    }

    /** Lets nothing more begin on it; what runs goes on. */
    void retire() {
        ended = true;
    }

    /** Closes the socket with no word to the server. What runs on it fails at once. */
    void cut() {
        ended = true;
        socket.close();
    }

    /** Runs {@code action} when the other side, or the network, ends it; not when we do. */
    void onDeath(Runnable action) {
        socket.onClose(() -> {
            if (!ended) {
                action.run();
            }
        });
    }

    void onClose(Runnable action) {
        socket.onClose(action);
    }

    /** Takes leave of the server politely, and cuts the socket if that takes longer than {@code closeTimeout}. */
    @Override
    public Mono<Void> close() {
        return Mono.defer(() -> {
            boolean reachable = isOpen();
            ended = true;
            return reachable
                    ? Mono.<Void>from(driver.close())
                            .timeout(Mono.delay(closeTimeout, timer))
                            .onErrorComplete()
                            .doFinally(signal -> socket.close())
                    : Mono.fromRunnable(this::cut);
        });
    }

    /** Knows by itself whether it is open; only the server knows the rest. */
    @Override
    public Publisher<Boolean> validate(ValidationDepth depth) {
        if (depth == ValidationDepth.LOCAL || !isOpen()) {
            return Mono.just(isOpen() && !worn);
        }
        return driver.validate(depth);
    }

    /** Hides the driver's scheduler: the pool would hop to it at each acquire, and is there already. */
    @Override
    public <E> @Nullable E unwrap(Class<E> target) {
        return target == Scheduler.class || target == Executor.class ? null : super.unwrap(target);
    }

    @Override
    public String toString() {
        return driver.toString();
    }
}
