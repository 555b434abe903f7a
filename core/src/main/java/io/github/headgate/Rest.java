package io.github.headgate;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.github.headgate.HeadgateEvent.StatementAbandoned;
import io.github.headgate.HeadgateEvent.StatementAbandoned.Ending;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.R2dbcTimeoutException;
import io.r2dbc.spi.Result;
import java.time.Duration;
import java.util.function.Supplier;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Brings a connection to rest, where it can be given to anybody: nothing runs on it, every answer has been read, no
 * transaction is open, and its session is as it was. What does not come to rest within {@code cancellationTimeout} is
 * cut.
 *
 * <p>A statement that nobody listens to any more is read on for a moment, for most end by themselves; then the server is
 * asked to cancel it. The request travels by another connection and names this one only, so until that is closed it may
 * hit whatever runs here by then: the connection stays with us, and a round trip shows that none is under way.
 */
final class Rest {

    private static final Duration GRACE = Duration.ofMillis(30);

    /** A request that arrives between two statements, or between two fetches of a cursor, is ignored by the server. */
    private static final Duration BEFORE_ASKING_AGAIN = Duration.ofMillis(50);

    private static final Mono<Void> NOTHING = Mono.empty();

    private final Connection connection;
    private final Link link;
    private final Conversations conversations;
    private final SessionState session;
    private final HeadgateOptions options;
    private final Journal journal;
    private volatile Mono<Void> brokenOff = NOTHING;
    private boolean requested;

    Rest(Connection connection, Link link, Conversations conversations, SessionState session, Engine engine) {
        this.connection = connection;
        this.link = link;
        this.conversations = conversations;
        this.session = session;
        this.options = engine.options();
        this.journal = engine.journal();
    }

    /** Whether there is nothing to be done. */
    boolean isReached() {
        return brokenOff == NOTHING && isAtRest();
    }

    /** Completes when it is at rest; emits what kept it from that when it is cut. Never fails. */
    Mono<Throwable> reached() {
        return brokenOff.then(Mono.defer(() -> isAtRest() ? Mono.empty() : limited(broughtToRest())));
    }

    /**
     * Breaks off what runs, for what is to be undone. Completes when nothing runs, or the connection is cut. Never fails,
     * and once begun it goes on, whoever stops waiting for it.
     */
    synchronized Mono<Void> brokenOff() {
        Mono<Void> quiet = Mono.defer(() -> isQuiet() ? NOTHING : quietened(this::answersAtAll));
        brokenOff = brokenOff.then(limited(quiet).then()).cache();
        return brokenOff;
    }

    private boolean isAtRest() {
        return !link.isOpen() || (isQuiet() && !link.isInTransaction() && !session.isAltered());
    }

    private Mono<Void> broughtToRest() {
        return isQuiet() ? tidied() : quietened(this::answers).then(Mono.defer(this::tidied));
    }

    /** Emits what made {@code effort} fail, when the connection has been cut for it. */
    private Mono<Throwable> limited(Mono<Void> effort) {
        Duration limit = options.cancellationTimeout();
        return effort
                .timeout(Mono.delay(limit, options.timer()), Mono.error(() -> new R2dbcTimeoutException(
                        "the connection did not come to rest within " + limit.toMillis() + " ms")))
                .then(Mono.<Throwable>empty())
                .onErrorResume(failure -> Mono.fromSupplier(() -> cut(failure)));
    }

    private Throwable cut(Throwable failure) {
        journal.restless(failure);
        link.cut();
        return failure;
    }

    private boolean isQuiet() {
        return conversations.isSilent() && link.isAnswered();
    }

    private Mono<Void> quiet() {
        return conversations.silence().then(Mono.defer(link::answered));
    }

    private Mono<Void> quietened(Supplier<Mono<Void>> roundTrip) {
        Mono<Void> quietened = Mono.fromRunnable(this::discardRows)
                .then(quiet())
                .timeout(Mono.delay(GRACE, options.timer()), Mono.defer(() -> cancelled(roundTrip)))
                .doOnTerminate(() -> link.discardRows(false)) // before anybody else can get the connection
                .doOnCancel(() -> link.discardRows(false));
        return conversations.isSilent() ? quietened : told(quietened); // else the driver was merely ahead of the server
    }

    private void discardRows() {
        requested = false;
        link.discardRows(conversations.areAllAbandoned());
    }

    private Mono<Void> told(Mono<Void> quietened) {
        long begun = now();
        return quietened
                .doOnSuccess(done -> tell(requested ? Ending.CANCELLED : Ending.ENDED, begun))
                .doOnError(failure -> tell(Ending.CUT, begun))
                .doOnCancel(() -> tell(Ending.CUT, begun));
    }

    private Mono<Void> cancelled(Supplier<Mono<Void>> roundTrip) {
        return conversations.isConcluding()
                ? quiet()
                : requested().then(requestIsOver(roundTrip));
    }

    private Mono<Void> requested() {
        requested = true;
        return link.cancelRequest()
                .then(Mono.defer(() -> quiet()
                        .timeout(Mono.delay(BEFORE_ASKING_AGAIN, options.timer()), Mono.defer(this::requested))));
    }

    /** A round trip, and a second one if the first has been cancelled by a request that came late. */
    private static Mono<Void> requestIsOver(Supplier<Mono<Void>> roundTrip) {
        return Mono.defer(roundTrip).onErrorResume(late -> roundTrip.get());
    }

    private Mono<Void> answers() {
        return link.isInTransaction() ? rolledBack() : answersAQuery();
    }

    /** An aborted transaction answers nothing but that it is one. */
    private Mono<Void> answersAtAll() {
        return answersAQuery().onErrorResume(refused -> link.answered());
    }

    private Mono<Void> answersAQuery() {
        return Uncancelled.of(Flux.defer(() -> link.createStatement("select 1").execute()) // validate() drops what is late
                .concatMap(Result::getRowsUpdated)
                .then())
                .then(link.answered());
    }

    private Mono<Void> tidied() {
        return rolledBack()
                .then(Mono.defer(() -> session.restored(link)))
                .then(Mono.fromRunnable(this::cutUnlessReached));
    }

    private Mono<Void> rolledBack() {
        return Mono.defer(() -> link.isInTransaction()
                ? Mono.from(connection.rollbackTransaction()).then(link.answered())
                : Mono.empty());
    }

    private void cutUnlessReached() {
        if (!isQuiet() || link.isInTransaction()) {
            link.cut();
        }
    }

    private void tell(Ending ending, long begun) {
        journal.tell(new StatementAbandoned(ending, Duration.ofNanos(now() - begun)));
    }

    private long now() {
        return options.timer().now(NANOSECONDS);
    }
}
