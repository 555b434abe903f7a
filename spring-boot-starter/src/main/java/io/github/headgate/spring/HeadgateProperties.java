package io.github.headgate.spring;

import io.github.headgate.CommitOutcome;
import io.github.headgate.HeadgateOptions;
import io.github.headgate.OpeningPace;
import io.github.headgate.SessionReset;
import io.github.headgate.WhileOpening;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings of {@link HeadgateOptions.Builder} by their own names, and those of the starter. What is null was not
 * set and is left to the builder.
 *
 * @param startup When the client connects to the database for the first time.
 * @param name What the client is called in logs, events and errors. The default counts up.
 * @param timeout How long an operation may take in all: waiting for the database and for a connection, running, and
 *     backing off.
 * @param maxRetries How often an operation is run again after its first attempt.
 * @param retryWait How long to back off before the first retry. It doubles with each further one.
 * @param retryJitter By how much of itself a wait before a retry may be shorter, drawn at random, from 0 to 1.
 * @param connectTimeout How long the TCP part of a connect may take.
 * @param startupTimeout How long the server may take over TLS, the login and the first answer.
 * @param healthTimeout How long the health check takes at most.
 * @param healthShare How long an UP is given to those who ask after it, without a round trip.
 * @param maxSize The most connections in the pool, busy and idle together. One more, the sentinel, stands outside of
 *     it.
 * @param initialSize How many connections the pool begins with; the first query waits for one of them alone.
 * @param maxIdleTime How long a connection may lie idle before it is closed, or 'none'.
 * @param maxLifeTime How old a connection may grow before it is replaced, or 'none'.
 * @param maxWaiters How many operations may wait, for the database and for a connection together, before more are
 *     refused.
 * @param failureDetectionTime How long a running statement may bring no byte before its server counts as silent, unless
 *     other connections to it answer.
 * @param heartbeat How long connections may bring nothing before they are asked whether their server is there, or
 *     'none'.
 * @param cancellationTimeout How long a connection that was given back may take to come to rest before it is closed.
 * @param commitOutcome What is done when the answer to a COMMIT is lost.
 * @param sessionReset What of a session is brought back before the next borrower gets it.
 * @param leakDetectionThreshold How long a connection of the ConnectionFactory may be out before it is told in the log,
 *     or 'none'.
 * @param closeTimeout How long the polite end of a connection may take before its socket is closed.
 * @param drainTimeout How long operations may still take when the application shuts down, before they are cut off.
 * @param keepReady How long after the last caller a lost database is still connected to again unasked, or 'none' for
 *     always.
 * @param hibernateAfter How long the client may be idle before it closes all its connections, or 'none'.
 * @param openingPace When the database is connected to while it is away.
 * @param whileOpening What becomes of an operation that comes while the database is away.
 * @param startupWait How long the start waits for the database, with headgate.startup=wait.
 * @param ssl How the connection to the database is secured.
 */
@ConfigurationProperties("headgate")
record HeadgateProperties(
        @Nullable String name, @Nullable Duration timeout, @Nullable Integer maxRetries, @Nullable Duration retryWait,
        @Nullable Double retryJitter, @Nullable Duration connectTimeout, @Nullable Duration startupTimeout,
        @Nullable Duration healthTimeout, @Nullable Duration healthShare, @Nullable Integer maxSize,
        @Nullable Integer initialSize, @Nullable Limit maxIdleTime, @Nullable Limit maxLifeTime,
        @Nullable Integer maxWaiters, @Nullable Duration failureDetectionTime, @Nullable Limit heartbeat,
        @Nullable Duration cancellationTimeout, @Nullable CommitOutcome commitOutcome,
        @Nullable SessionReset sessionReset, @Nullable Limit leakDetectionThreshold, @Nullable Duration closeTimeout,
        @Nullable Duration drainTimeout, @Nullable Limit keepReady, @Nullable Limit hibernateAfter,
        @Nullable OpeningPace openingPace, @Nullable WhileOpening whileOpening,
        @DefaultValue("lazy") Startup startup, @DefaultValue("30s") Duration startupWait, @DefaultValue Ssl ssl) {

    private static final String PREFIX = "headgate.";

    /**
     * How the connection to the database is secured.
     *
     * @param bundle The SSL bundle with the certificates to trust and to show. It makes TLS a must, with
     *     sslMode=VERIFY_FULL unless another mode that needs TLS is set in the URL.
     */
    record Ssl(@Nullable String bundle) {}

    HeadgateProperties {
        if (startupWait.isNegative() || startupWait.isZero()) {
            throw new InvalidPropertyException(PREFIX + "startup-wait", "must be positive, was " + startupWait);
        }
    }

    /**
     * Sets what has been set here.
     *
     * @throws InvalidPropertyException if the builder refuses a value
     */
    void applyTo(HeadgateOptions.Builder options) {
        applyEssential(options);
        applyOften(options);
        applySeldom(options);
        applyLimits(options);
    }

    private void applyEssential(HeadgateOptions.Builder options) {
        set("name", name, options::name);
        set("timeout", timeout, options::timeout);
        set("max-size", maxSize, options::maxSize);
        set("initial-size", initialSize, options::initialSize);
        set("max-retries", maxRetries, options::maxRetries);
        set("max-waiters", maxWaiters, options::maxWaiters);
    }

    private void applyOften(HeadgateOptions.Builder options) {
        set("retry-wait", retryWait, options::retryWait);
        set("retry-jitter", retryJitter, options::retryJitter);
        set("connect-timeout", connectTimeout, options::connectTimeout);
        set("startup-timeout", startupTimeout, options::startupTimeout);
        set("health-timeout", healthTimeout, options::healthTimeout);
        set("health-share", healthShare, options::healthShare);
    }

    private void applySeldom(HeadgateOptions.Builder options) {
        set("failure-detection-time", failureDetectionTime, options::failureDetectionTime);
        set("cancellation-timeout", cancellationTimeout, options::cancellationTimeout);
        set("commit-outcome", commitOutcome, options::commitOutcome);
        set("session-reset", sessionReset, options::sessionReset);
        set("opening-pace", openingPace, options::openingPace);
        set("while-opening", whileOpening, options::whileOpening);
        set("close-timeout", closeTimeout, options::closeTimeout);
        set("drain-timeout", drainTimeout, options::drainTimeout);
    }

    private void applyLimits(HeadgateOptions.Builder options) {
        limit("max-idle-time", maxIdleTime, options::maxIdleTime, options::noMaxIdleTime);
        limit("max-life-time", maxLifeTime, options::maxLifeTime, options::noMaxLifeTime);
        limit("heartbeat", heartbeat, options::heartbeat, options::noHeartbeat);
        limit("leak-detection-threshold", leakDetectionThreshold, options::leakDetectionThreshold,
                options::noLeakDetectionThreshold);
        limit("keep-ready", keepReady, options::keepReady, options::noKeepReady);
        limit("hibernate-after", hibernateAfter, options::hibernateAfter, options::noHibernateAfter);
    }

    private static void limit(String name, @Nullable Limit limit, Consumer<Duration> set, Runnable lift) {
        set(name, limit, value -> value.duration().ifPresentOrElse(set, lift));
    }

    private static <T> void set(String name, @Nullable T value, Consumer<T> setting) {
        if (value != null) {
            InvalidPropertyException.run(PREFIX + name, () -> setting.accept(value));
        }
    }
}
