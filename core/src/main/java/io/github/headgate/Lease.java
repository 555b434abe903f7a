package io.github.headgate;

import static java.util.Comparator.naturalOrder;
import static java.util.Objects.requireNonNull;

import io.github.headgate.reactor.Generation;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Wrapped;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A connection in the hands of one operation. It goes back to the pool at rest, with no answer unread and no transaction
 * open, or it does not go back: what cannot be brought to rest in time is cut.
 */
final class Lease {

    /** How long the answer of a statement that nobody waits for is read on before its connection is cut. */
    private static final Duration GRACE = Duration.ofMillis(30);

    private final Generation<Engine> generation;
    private final Connection connection;
    private final Link link;
    private final int place;
    private final HeadgateOptions options;
    private final Set<Conversation<?>> running = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean over = new AtomicBoolean();
    private volatile Runnable whenOver = () -> {};

    Lease(Generation<Engine> generation, Connection connection, int place) {
        this.generation = generation;
        this.connection = connection;
        this.link = requireNonNull(((Wrapped<?>) connection).unwrap(Link.class), "not a connection of ours");
        this.place = place;
        this.options = generation.value().options();
        link.lend(true);
    }

    Generation<Engine> generation() {
        return generation;
    }

    /** The pool's connection. What is said over it goes through {@link #converse} or {@link #conclude}. */
    Connection connection() {
        return connection;
    }

    /** A statement and its answer. */
    <T> Flux<T> converse(Publisher<T> answer) {
        return begin(answer, GRACE);
    }

    /** The end of a transaction: it is not cut off as soon as nobody waits for it. */
    Mono<Void> conclude(Publisher<Void> answer) {
        return begin(answer, options.cancellationTimeout()).then();
    }

    /** Brings the connection to rest and gives it back, once; later calls complete at once. Never fails. */
    Mono<Void> release() {
        return Mono.defer(() -> over.compareAndSet(false, true) ? atRest().then(handedBack()) : Mono.empty());
    }

    /** Cuts the connection, and frees its place in the pool, unless it has been given back. Never fails. */
    Mono<Void> evict() {
        return Mono.defer(() -> {
            if (!over.compareAndSet(false, true)) {
                return Mono.empty();
            }
            link.cut();
            return handedBack();
        });
    }

    /** Runs {@code action} when the connection has been given back. */
    void whenOver(Runnable action) {
        whenOver = action;
    }

    private <T> Flux<T> begin(Publisher<T> answer, Duration grace) {
        return Flux.defer(() -> {
            Conversation<T> conversation = new Conversation<>(answer, grace, running::remove);
            running.add(conversation);
            return conversation;
        });
    }

    private Mono<Void> atRest() {
        if (!link.isOpen() || (running.isEmpty() && connection.isAutoCommit())) {
            return Mono.empty();
        }
        return silence()
                .then(Mono.defer(this::rolledBack))
                .onErrorResume(failure -> Mono.fromRunnable(link::cut));
    }

    /** One limit for all that is still said: with one each, the second to pass would be a dropped error. */
    private Mono<Void> silence() {
        return running.stream()
                .map(Conversation::grace)
                .max(naturalOrder())
                .map(longest -> Flux.fromIterable(running)
                        .flatMap(Conversation::ended)
                        .then()
                        .timeout(Mono.delay(longest, options.timer())))
                .orElseGet(Mono::empty);
    }

    private Mono<Void> rolledBack() {
        if (connection.isAutoCommit()) {
            return Mono.empty();
        }
        return conclude(connection.rollbackTransaction())
                .timeout(Mono.delay(options.cancellationTimeout(), options.timer()))
                .then(Mono.fromRunnable(this::cutUnlessIdle));
    }

    /** Without auto-commit every statement opens a transaction: the next borrower would not expect that. */
    private void cutUnlessIdle() {
        if (!connection.isAutoCommit()) {
            link.cut();
        }
    }

    private Mono<Void> handedBack() {
        return Mono.defer(() -> {
            link.lend(false); // before anybody hears of the end: the probe takes a lent connection for a busy one
            return Mono.from(connection.close());
        })
                .onErrorComplete()
                .doFinally(signal -> {
                    generation.value().leave(place);
                    whenOver.run();
                });
    }
}
