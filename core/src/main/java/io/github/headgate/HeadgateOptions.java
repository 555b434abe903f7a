package io.github.headgate;

import static java.util.Objects.requireNonNull;

import io.github.headgate.reactor.Backoff;
import io.github.headgate.reactor.DeadlineTicker;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryOptions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * What a {@link HeadgateClient} is made of. Immutable; every setting but the database has a default.
 *
 * <p>A setting has the same name here and in a URL:
 * {@code r2dbc:headgate:postgresql://app@localhost/orders?timeout=2s&maxSize=20}. There a duration is written {@code 4s},
 * {@code 250ms}, {@code 5m} or as ISO-8601, and {@code noX} is written {@code x=none}. What the URL holds beside these goes
 * to the driver, and a name that it does not know either is refused.
 */
public final class HeadgateOptions {

    private static final AtomicInteger UNNAMED = new AtomicInteger();

    private final Driver driver;
    private final String name;
    private final Duration timeout;
    private final int maxRetries;
    private final Duration retryWait;
    private final double retryJitter;
    private final Duration connectTimeout;
    private final Duration startupTimeout;
    private final Duration healthTimeout;
    private final Duration healthShare;
    private final int maxSize;
    private final int initialSize;
    private final @Nullable Duration maxIdleTime; // null: no limit
    private final @Nullable Duration maxLifeTime; // null: no limit
    private final int maxWaiters;
    private final Duration failureDetectionTime;
    private final @Nullable Duration heartbeat; // null: none
    private final Duration cancellationTimeout;
    private final CommitOutcome commitOutcome;
    private final SessionReset sessionReset;
    private final @Nullable Duration leakDetectionThreshold; // null: not watched
    private final Duration closeTimeout;
    private final Duration drainTimeout;
    private final @Nullable Duration keepReady; // null: always
    private final @Nullable Duration hibernateAfter; // null: never
    private final OpeningPace openingPace;
    private final WhileOpening whileOpening;
    private final Backoff openingBackoff;
    private final List<HeadgateListener> listeners;
    private final @Nullable OperationObserver observer; // null: nobody
    private final Function<Failure, Optional<Verdict>> verdict;
    private final Scheduler timer;
    private final DeadlineTicker deadlines;

    private HeadgateOptions(Builder builder) {
        this.driver = builder.driver;
        this.name = Optional.ofNullable(builder.name).orElseGet(() -> "headgate-" + UNNAMED.incrementAndGet());
        this.timeout = builder.timeout;
        this.maxRetries = builder.maxRetries;
        this.retryWait = builder.retryWait;
        this.retryJitter = builder.retryJitter;
        this.connectTimeout = builder.connectTimeout;
        this.startupTimeout = builder.startupTimeout;
        this.healthTimeout = builder.healthTimeout;
        this.healthShare = builder.healthShare;
        this.maxSize = builder.maxSize;
        this.initialSize = Optional.ofNullable(builder.initialSize).orElse(Math.min(2, builder.maxSize));
        this.maxIdleTime = builder.maxIdleTime;
        this.maxLifeTime = builder.maxLifeTime;
        this.maxWaiters = builder.maxWaiters;
        this.failureDetectionTime = builder.failureDetectionTime;
        this.heartbeat = builder.heartbeat;
        this.cancellationTimeout = builder.cancellationTimeout;
        this.commitOutcome = builder.commitOutcome;
        this.sessionReset = builder.sessionReset;
        this.leakDetectionThreshold = builder.leakDetectionThreshold;
        this.closeTimeout = builder.closeTimeout;
        this.drainTimeout = builder.drainTimeout;
        this.keepReady = builder.keepReady;
        this.hibernateAfter = builder.hibernateAfter;
        this.openingPace = builder.openingPace;
        this.whileOpening = builder.whileOpening;
        this.openingBackoff = builder.openingBackoff;
        this.listeners = List.copyOf(builder.listeners);
        this.observer = builder.observer;
        this.verdict = builder.verdict;
        this.timer = builder.timer;
        this.deadlines = DeadlineTicker.of(builder.timer, tick(builder.timer));
    }

    private static Duration tick(Scheduler timer) {
        return timer == Schedulers.parallel() ? Duration.ofMillis(5) : Duration.ZERO;
    }

    /**
     * Starts from a URL, {@code r2dbc:headgate:postgresql://user:password@host:5432/database?setting=value}; the part
     * {@code headgate:} may be left out. Settings of this client are taken from it, all others go to the driver.
     *
     * @throws IllegalArgumentException if it is no such URL, or an option in it is unknown or has a value that it cannot
     *     have
     */
    public static Builder builder(String url) {
        return builder(Settings.parse(requireNonNull(url, "url")));
    }

    /**
     * Starts from R2DBC's options, for instance with a password that should not stand in a URL.
     *
     * @throws IllegalArgumentException if they are not for Postgres, or one is unknown or has a value that it cannot have
     */
    public static Builder builder(ConnectionFactoryOptions options) {
        requireNonNull(options, "options");
        Builder builder = new Builder(PostgresDriver.of(options));
        Settings.apply(options, builder);
        return builder;
    }

    /**
     * Starts from any driver's factory, which must not pool. Meant for tests with a scripted one: a driver whose sockets
     * we do not know can be closed only by asking it to, and the death of an idle connection is heard of when it is used.
     */
    public static Builder builder(ConnectionFactory factory) {
        return new Builder(new AnyDriver(requireNonNull(factory, "factory")));
    }

    Driver driver() {
        return driver;
    }

    public String name() {
        return name;
    }

    /** The name of the database, if one was given: else Postgres takes the user's. */
    public Optional<String> database() {
        return driver.database();
    }

    public Duration timeout() {
        return timeout;
    }

    public int maxRetries() {
        return maxRetries;
    }

    public Duration retryWait() {
        return retryWait;
    }

    /** The share of a wait that is left to chance; 0 for none. */
    public double retryJitter() {
        return retryJitter;
    }

    public Duration connectTimeout() {
        return connectTimeout;
    }

    public Duration startupTimeout() {
        return startupTimeout;
    }

    public Duration healthTimeout() {
        return healthTimeout;
    }

    public Duration healthShare() {
        return healthShare;
    }

    public int maxSize() {
        return maxSize;
    }

    public int initialSize() {
        return initialSize;
    }

    public Optional<Duration> maxIdleTime() {
        return Optional.ofNullable(maxIdleTime);
    }

    public Optional<Duration> maxLifeTime() {
        return Optional.ofNullable(maxLifeTime);
    }

    public int maxWaiters() {
        return maxWaiters;
    }

    public Duration failureDetectionTime() {
        return failureDetectionTime;
    }

    /** Empty if a server that nobody asks is not asked by us. */
    public Optional<Duration> heartbeat() {
        return Optional.ofNullable(heartbeat);
    }

    public Duration cancellationTimeout() {
        return cancellationTimeout;
    }

    public CommitOutcome commitOutcome() {
        return commitOutcome;
    }

    public SessionReset sessionReset() {
        return sessionReset;
    }

    /** Empty if it is not watched how long connections are out. */
    public Optional<Duration> leakDetectionThreshold() {
        return Optional.ofNullable(leakDetectionThreshold);
    }

    public Duration closeTimeout() {
        return closeTimeout;
    }

    public Duration drainTimeout() {
        return drainTimeout;
    }

    /** Empty for always. */
    public Optional<Duration> keepReady() {
        return Optional.ofNullable(keepReady);
    }

    /** Empty for never. */
    public Optional<Duration> hibernateAfter() {
        return Optional.ofNullable(hibernateAfter);
    }

    public OpeningPace openingPace() {
        return openingPace;
    }

    public WhileOpening whileOpening() {
        return whileOpening;
    }

    public Backoff openingBackoff() {
        return openingBackoff;
    }

    List<HeadgateListener> listeners() {
        return listeners;
    }

    Optional<OperationObserver> observer() {
        return Optional.ofNullable(observer);
    }

    Function<Failure, Optional<Verdict>> verdict() {
        return verdict;
    }

    Scheduler timer() {
        return timer;
    }

    /** What cuts operations at their deadlines. */
    DeadlineTicker deadlines() {
        return deadlines;
    }

    Backoff retryBackoff() {
        Backoff waits = Backoff.doubling(retryWait, retryWait.multipliedBy(1L << Math.min(maxRetries, 16)));
        return retryJitter == 0 ? waits : waits.jitter(-retryJitter, 0);
    }

    /** Names the database and the essential settings. What the driver was given, the password included, is not in it. */
    @Override
    public String toString() {
        return "HeadgateOptions[" + name + ", " + driver + ", timeout=" + timeout + ", maxRetries=" + maxRetries
                + ", maxSize=" + maxSize + "]";
    }

    /** Gathers the settings. Each is checked when it is set; what two must satisfy together, in {@link #build()}. */
    public static final class Builder {

        private final Driver driver;
        private @Nullable String name;
        private Duration timeout = Duration.ofSeconds(4);
        private int maxRetries = 2;
        private Duration retryWait = Duration.ofMillis(500);
        private double retryJitter = 0.2;
        private Duration connectTimeout = Duration.ofSeconds(1);
        private Duration startupTimeout = Duration.ofSeconds(2);
        private Duration healthTimeout = Duration.ofSeconds(1);
        private Duration healthShare = Duration.ofMillis(500);
        private int maxSize = 10;
        private @Nullable Integer initialSize; // null: 2, or maxSize if that is less
        private @Nullable Duration maxIdleTime = Duration.ofMinutes(30);
        private @Nullable Duration maxLifeTime;
        private int maxWaiters = 10_000;
        private Duration failureDetectionTime = Duration.ofSeconds(3);
        private @Nullable Duration heartbeat = Duration.ofSeconds(10); // null: none
        private Duration cancellationTimeout = Duration.ofSeconds(2);
        private CommitOutcome commitOutcome = CommitOutcome.REPORT;
        private SessionReset sessionReset = SessionReset.SETTINGS;
        private @Nullable Duration leakDetectionThreshold; // null: not watched
        private Duration closeTimeout = Duration.ofSeconds(1);
        private Duration drainTimeout = Duration.ofSeconds(4);
        private @Nullable Duration keepReady = Duration.ofMinutes(5);
        private @Nullable Duration hibernateAfter;
        private OpeningPace openingPace = OpeningPace.FIXED;
        private WhileOpening whileOpening = WhileOpening.WAIT;
        private Backoff openingBackoff = Backoff.every(Duration.ofMillis(100))
                .until(Duration.ofSeconds(3), Backoff.every(Duration.ofMillis(250)))
                .until(Duration.ofSeconds(10), Backoff.doubling(Duration.ofMillis(500), Duration.ofSeconds(2)))
                .jitter(-0.25, 0.25);
        private List<HeadgateListener> listeners = List.of();
        private @Nullable OperationObserver observer;
        private Function<Failure, Optional<Verdict>> verdict = failure -> Optional.empty();
        private Scheduler timer = Schedulers.parallel();

        Builder(Driver driver) {
            this.driver = driver;
        }

        /**
         * What the client is called in logs, events and errors. Defaults to {@code headgate-} and a number.
         *
         * @throws IllegalArgumentException if blank
         */
        public Builder name(String name) {
            if (requireNonNull(name, "name").isBlank()) {
                throw new IllegalArgumentException("name must not be blank");
            }
            this.name = name;
            return this;
        }

        /**
         * How long an operation may take in all: waiting for the engine and for a connection, running, and backing off.
         * Each operation can set its own, and an earlier {@link io.github.headgate.reactor.Deadline} in the Reactor
         * {@code Context} wins. Defaults to 4 s.
         *
         * @throws IllegalArgumentException if not positive
         */
        public Builder timeout(Duration timeout) {
            this.timeout = positive(timeout, "timeout");
            return this;
        }

        /**
         * How often an operation is run again after its first attempt. Defaults to 2.
         *
         * @throws IllegalArgumentException if negative
         */
        public Builder maxRetries(int maxRetries) {
            this.maxRetries = atLeast(0, maxRetries, "maxRetries");
            return this;
        }

        /**
         * How long to back off before the first retry; it doubles with each further one. A retry that waits for a new
         * generation does not back off. Defaults to 500 ms.
         *
         * @throws IllegalArgumentException if not positive
         */
        public Builder retryWait(Duration retryWait) {
            this.retryWait = positive(retryWait, "retryWait");
            return this;
        }

        /**
         * By how much of itself a wait before a retry may be shorter, drawn at random, so that callers which failed
         * together do not return together. Defaults to 0.2.
         *
         * @throws IllegalArgumentException if not in 0 … 1
         */
        public Builder retryJitter(double retryJitter) {
            if (!(retryJitter >= 0 && retryJitter <= 1)) {
                throw new IllegalArgumentException("retryJitter must be in 0 … 1, was " + retryJitter);
            }
            this.retryJitter = retryJitter;
            return this;
        }

        /** Makes every wait before a retry as long as the next, for exact times. */
        public Builder noRetryJitter() {
            return retryJitter(0);
        }

        /**
         * How long the TCP part of a connect may take. Defaults to 1 s.
         *
         * @throws IllegalArgumentException if not positive
         */
        public Builder connectTimeout(Duration connectTimeout) {
            this.connectTimeout = positive(connectTimeout, "connectTimeout");
            return this;
        }

        /**
         * How long the server may take over TLS, the login and the first answer, after which the socket is closed.
         * While openings end in silence it doubles, up to 15 s, for a proxy that holds the login until its database is
         * up. Defaults to 2 s.
         *
         * @throws IllegalArgumentException if not positive
         */
        public Builder startupTimeout(Duration startupTimeout) {
            this.startupTimeout = positive(startupTimeout, "startupTimeout");
            return this;
        }

        /**
         * How long {@link HeadgateClient#health()} waits for its own round trip. Defaults to 1 s.
         *
         * @throws IllegalArgumentException if not positive
         */
        public Builder healthTimeout(Duration healthTimeout) {
            this.healthTimeout = positive(healthTimeout, "healthTimeout");
            return this;
        }

        /**
         * How long an {@code UP} is given to those who ask after it, without a round trip of their own. Defaults to
         * 500 ms.
         *
         * @throws IllegalArgumentException if not positive
         */
        public Builder healthShare(Duration healthShare) {
            this.healthShare = positive(healthShare, "healthShare");
            return this;
        }

        /**
         * The most connections that the pool holds, busy and idle together. One more, the sentinel, stands outside of
         * it. Defaults to 10.
         *
         * @throws IllegalArgumentException if less than 1
         */
        public Builder maxSize(int maxSize) {
            this.maxSize = atLeast(1, maxSize, "maxSize");
            return this;
        }

        /**
         * How many connections the pool begins with. The first query waits for one of them alone, by which the server
         * was found to be there; the client connects to the others and to the sentinel behind it, and what the server
         * refuses of them is made when it is needed. Defaults to 2, or to {@code maxSize} if that is less.
         *
         * @throws IllegalArgumentException if less than 1
         */
        public Builder initialSize(int initialSize) {
            this.initialSize = atLeast(1, initialSize, "initialSize");
            return this;
        }

        /**
         * How long a connection may lie idle in the pool before it is closed. It is looked for once in each such time,
         * so it may lie twice as long. Defaults to 30 minutes.
         *
         * @throws IllegalArgumentException if not positive
         */
        public Builder maxIdleTime(Duration maxIdleTime) {
            this.maxIdleTime = positive(maxIdleTime, "maxIdleTime");
            return this;
        }

        /** Lets a connection lie idle as long as the server will have it. */
        public Builder noMaxIdleTime() {
            this.maxIdleTime = null;
            return this;
        }

        /**
         * How old a connection may grow before it is replaced, when it is next idle. Unlimited by default.
         *
         * @throws IllegalArgumentException if not positive
         */
        public Builder maxLifeTime(Duration maxLifeTime) {
            this.maxLifeTime = positive(maxLifeTime, "maxLifeTime");
            return this;
        }

        /** Lets a connection grow as old as the server will have it. */
        public Builder noMaxLifeTime() {
            this.maxLifeTime = null;
            return this;
        }

        /**
         * How many operations may wait, for the engine and for a connection together, before further ones are refused
         * with {@link TooManyWaitersException}. Defaults to 10 000.
         *
         * @throws IllegalArgumentException if less than 1
         */
        public Builder maxWaiters(int maxWaiters) {
            this.maxWaiters = atLeast(1, maxWaiters, "maxWaiters");
            return this;
        }

        /**
         * How long a running statement may bring no byte before the server counts as silent, unless one of its other
         * connections answers: found within a second more. When it is found, the engine is lost, and what runs ends at
         * once. A server that only takes its time with a statement answers on other connections, and is left in peace;
         * for a network with more than 0.4 s of delay in a direction this has to be longer. Defaults to 3 s.
         *
         * @throws IllegalArgumentException if not positive
         */
        public Builder failureDetectionTime(Duration failureDetectionTime) {
            this.failureDetectionTime = positive(failureDetectionTime, "failureDetectionTime");
            return this;
        }

        /**
         * How long a connection may bring nothing before it is asked whether its server is still there: all together if
         * nothing at all was heard for so long, else each idle one for itself. Defaults to 10 s.
         *
         * @throws IllegalArgumentException if not positive
         */
        public Builder heartbeat(Duration heartbeat) {
            this.heartbeat = positive(heartbeat, "heartbeat");
            return this;
        }

        /** Asks nothing while nobody has a question, so that a server that falls silent is found by the next one. */
        public Builder noHeartbeat() {
            this.heartbeat = null;
            return this;
        }

        /**
         * How long a connection that was given back may take to come to rest before its socket is closed: to end, or
         * cancel, what still runs on it, to roll back, and to restore its session. A cancel, a deadline or a
         * value does not wait for it; a failure is told when it is done, and the close of a connection completes then.
         * Defaults to 2 s.
         *
         * @throws IllegalArgumentException if not positive
         */
        public Builder cancellationTimeout(Duration cancellationTimeout) {
            this.cancellationTimeout = positive(cancellationTimeout, "cancellationTimeout");
            return this;
        }

        /**
         * What is done when the answer to a {@code COMMIT} is lost. Defaults to {@link CommitOutcome#REPORT}.
         */
        public Builder commitOutcome(CommitOutcome commitOutcome) {
            this.commitOutcome = requireNonNull(commitOutcome, "commitOutcome");
            return this;
        }

        /**
         * What of a connection's session is brought back before another borrower gets it. Defaults to
         * {@link SessionReset#SETTINGS}.
         */
        public Builder sessionReset(SessionReset sessionReset) {
            this.sessionReset = requireNonNull(sessionReset, "sessionReset");
            return this;
        }

        /**
         * How long a connection of the {@link HeadgateConnectionFactory} may be out before it is told, once, with the
         * place where it was asked for: in the log, and as {@link HeadgateEvent.ConnectionHeld}. Nothing is taken from
         * its user. Not watched by default, since it takes a stack trace for each connection.
         *
         * @throws IllegalArgumentException if not positive
         */
        public Builder leakDetectionThreshold(Duration leakDetectionThreshold) {
            this.leakDetectionThreshold = positive(leakDetectionThreshold, "leakDetectionThreshold");
            return this;
        }

        /** Lets a connection be out as long as its user will have it. */
        public Builder noLeakDetectionThreshold() {
            this.leakDetectionThreshold = null;
            return this;
        }

        /**
         * How long the polite end of a connection may take before its socket is closed. Defaults to 1 s.
         *
         * @throws IllegalArgumentException if not positive
         */
        public Builder closeTimeout(Duration closeTimeout) {
            this.closeTimeout = positive(closeTimeout, "closeTimeout");
            return this;
        }

        /**
         * How long {@link HeadgateClient#close()} lets running operations end before it cuts them off. Defaults to 4 s.
         *
         * @throws IllegalArgumentException if not positive
         */
        public Builder drainTimeout(Duration drainTimeout) {
            this.drainTimeout = positive(drainTimeout, "drainTimeout");
            return this;
        }

        /**
         * How long after the last caller a lost engine is still opened again unasked. After that it stays cold until
         * somebody asks, so that a database that scales to zero can sleep. Defaults to 5 minutes.
         *
         * @throws IllegalArgumentException if not positive
         */
        public Builder keepReady(Duration keepReady) {
            this.keepReady = positive(keepReady, "keepReady");
            return this;
        }

        /** Always opens a lost engine again at once. */
        public Builder noKeepReady() {
            this.keepReady = null;
            return this;
        }

        /**
         * How long the client may be idle before it closes its pool and its sentinel; the next caller opens them again.
         * Off by default.
         *
         * @throws IllegalArgumentException if not positive
         */
        public Builder hibernateAfter(Duration hibernateAfter) {
            this.hibernateAfter = positive(hibernateAfter, "hibernateAfter");
            return this;
        }

        /** Never closes an idle engine. */
        public Builder noHibernateAfter() {
            this.hibernateAfter = null;
            return this;
        }

        /** When the engine is connected to while it is away. Defaults to {@link OpeningPace#FIXED}. */
        public Builder openingPace(OpeningPace openingPace) {
            this.openingPace = requireNonNull(openingPace, "openingPace");
            return this;
        }

        /** What becomes of an operation that comes while the engine is away. Defaults to {@link WhileOpening#WAIT}. */
        public Builder whileOpening(WhileOpening whileOpening) {
            this.whileOpening = requireNonNull(whileOpening, "whileOpening");
            return this;
        }

        /**
         * The waits between attempts to open the engine. Defaults to 100 ms for the first 3 s, 250 ms until 10 s, then
         * doubling to 2 s, drawn from ±25 %. Attempts never overlap.
         */
        public Builder openingBackoff(Backoff openingBackoff) {
            this.openingBackoff = requireNonNull(openingBackoff, "openingBackoff");
            return this;
        }

        /** Hears of everything that happens, on the thread on which it does; it must not block. The only one. */
        public Builder listener(HeadgateListener listener) {
            this.listeners = List.of(requireNonNull(listener, "listener"));
            return this;
        }

        /** Hears of it too, after those that were set or added before. */
        public Builder addListener(HeadgateListener listener) {
            requireNonNull(listener, "listener");
            this.listeners = Stream.concat(listeners.stream(), Stream.of(listener)).toList();
            return this;
        }

        /** Follows each operation, for tracing. Nobody by default, which costs nothing. */
        public Builder observer(OperationObserver observer) {
            this.observer = requireNonNull(observer, "observer");
            return this;
        }

        /** Overrides what the server is taken to have done in a failure; empty leaves the judgement as it is. */
        public Builder verdict(Function<Failure, Optional<Verdict>> verdict) {
            this.verdict = requireNonNull(verdict, "verdict");
            return this;
        }

        /**
         * Where every timeout and every wait runs, and the clock. Defaults to {@link Schedulers#parallel()}, on which
         * operations are cut at most 5 ms after their deadline, so that those which end together share a timer. Another
         * one is taken to be a test's: on it they are cut to the moment.
         */
        public Builder timer(Scheduler timer) {
            this.timer = requireNonNull(timer, "timer");
            return this;
        }

        /**
         * Makes the options.
         *
         * @throws IllegalArgumentException if {@code initialSize} was set to more than {@code maxSize}
         */
        public HeadgateOptions build() {
            if (initialSize != null && initialSize > maxSize) {
                throw new IllegalArgumentException(
                        "initialSize must not exceed maxSize, was " + initialSize + " > " + maxSize);
            }
            return new HeadgateOptions(this);
        }

        private static Duration positive(Duration value, String name) {
            requireNonNull(value, name);
            if (value.isZero() || value.isNegative()) {
                throw new IllegalArgumentException(name + " must be positive, was " + value);
            }
            return value;
        }

        private static int atLeast(int least, int value, String name) {
            if (value < least) {
                throw new IllegalArgumentException(name + " must be at least " + least + ", was " + value);
            }
            return value;
        }
    }
}
