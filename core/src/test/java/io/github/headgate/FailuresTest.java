package io.github.headgate;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.headgate.HeadgateEvent.AttemptFailed;
import io.github.headgate.Judgement.Again;
import io.github.headgate.Judgement.Fate;
import io.github.headgate.Judgement.Suspicion;
import io.github.headgate.testkit.Answer;
import io.github.headgate.testkit.Connect;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import io.r2dbc.spi.R2dbcPermissionDeniedException;
import io.r2dbc.spi.R2dbcTimeoutException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertificateException;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import reactor.pool.PoolShutdownException;

/**
 * The table of failures, a row a test: as it stands, and as an operation meets it over a scripted driver. Where a server
 * or a PgBouncer can produce the failure, {@code FailuresIT} and {@code PgBouncerFailuresIT} meet it there.
 */
class FailuresTest {

    private static final Situation ACQUIRE = new Situation(Phase.ACQUIRE, false);
    private static final Situation STATEMENT = new Situation(Phase.EXECUTE, false);
    private static final Situation IN_TRANSACTION = new Situation(Phase.EXECUTE, true);
    private static final Situation COMMIT = new Situation(Phase.COMMIT, true);

    /** What is expected of a failure; a part that is null is not looked at. */
    private record Row(String name, Supplier<Throwable> failure, Situation situation, Verdict verdict, Again again,
            Fate connection, Suspicion engine) {

        DynamicTest test() {
            return DynamicTest.dynamicTest(name + " in " + situation.phase()
                    + (situation.transaction() ? " of a transaction" : "") + " is " + verdict,
                    () -> {
                        assertThat(Failures.judge(failure.get(), situation))
                                .isEqualTo(new Judgement(verdict, again, connection, engine));
                        assertThat(met()).isEqualTo(verdict);
                    });
        }

        /** What it is judged as when an operation meets it there, over a driver. */
        private Verdict met() {
            Throwable thrown = failure.get();
            Scripted scripted = new Scripted(settings -> settings.initialSize(1).maxRetries(0)).ready();
            if (situation.nothingSent()) {
                scripted.run(scripted.client.connectionFactory().create()); // the next one has to connect
                scripted.driver.connects(Connect.fails(thrown));
            } else {
                scripted.driver.on(situation.phase() == Phase.COMMIT ? "COMMIT" : "insert", Answer.fails(thrown));
            }
            scripted.run(situation.transaction()
                    ? scripted.client.inTransaction(tx -> tx.sql("insert").update())
                    : scripted.write("insert"));
            return scripted.events.of(AttemptFailed.class)
                    .stream()
                    .findFirst()
                    .map(AttemptFailed::verdict)
                    .orElseGet(() -> waited(thrown));
        }

        /** Where the server has no connection left, nobody fails: he waits for the one that is there. */
        private Verdict waited(Throwable thrown) {
            assertThat(Failures.isShortage(thrown)).as("a failure was to be met").isTrue();
            return verdict;
        }
    }

    private static Row row(String name, Supplier<Throwable> failure, Situation situation, Judgement judgement) {
        return new Row(name, failure, situation, judgement.verdict(), judgement.again(), judgement.connection(),
                judgement.suspicion());
    }

    private static final Judgement NOT_REACHED = Judgement.notSent(Again.YES, Fate.EVICT, Suspicion.VERIFY);
    private static final Judgement LOST_UNKNOWN = new Judgement(Verdict.UNKNOWN, Again.YES, Fate.EVICT,
            Suspicion.VERIFY);
    private static final Judgement LOST_UNDONE = Judgement.rolledBack(Again.YES, Fate.EVICT, Suspicion.VERIFY);
    private static final Judgement OVERLOAD = Judgement.notSent(Again.NO, Fate.KEEP, Suspicion.KEEP);
    private static final Judgement PERMANENT = Judgement.permanent(Fate.KEEP);

    @TestFactory
    Stream<DynamicTest> judgesWhatTheClientSideSignals() {
        return Stream.of(
                row("connection refused", () -> cannotConnect(new ConnectException("Connection refused")), ACQUIRE,
                        NOT_REACHED),
                row("unknown host", () -> cannotConnect(new UnknownHostException("db.nowhere")), ACQUIRE, NOT_REACHED),
                row("no password where one is wanted",
                        () -> cannotConnect(new IllegalArgumentException("Password must not be null")), ACQUIRE,
                        PERMANENT),
                row("an untrusted certificate", () -> cannotConnect(handshake(new CertificateException("no path"))),
                        ACQUIRE, PERMANENT),
                row("a handshake that was cut off", () -> cannotConnect(
                        new SSLHandshakeException("Connection closed while SSL/TLS handshake was in progress")),
                        ACQUIRE, NOT_REACHED),
                row("TLS that the server does not speak", () -> new R2dbcPermissionDeniedException(
                        "Server support for SSL connection is disabled, but client was configured with SSL mode REQUIRE",
                        "08006"), ACQUIRE, PERMANENT),
                row("a host name that is not the certificate's", () -> new R2dbcPermissionDeniedException(
                        "The hostname '/10.0.0.1' could not be verified.", "08006"), ACQUIRE, PERMANENT),
                row("closed while TLS was negotiated", () -> new R2dbcPermissionDeniedException(
                        "Connection closed during SSL negotiation", "08006"), ACQUIRE, NOT_REACHED),
                row("several hosts, one of them refused", () -> several(
                        new ConnectException("refused"), handshake(new CertificateException("no path"))), ACQUIRE,
                        NOT_REACHED),
                row("several hosts, none trusted", () -> several(handshake(new CertificateException("no path"))),
                        ACQUIRE, PERMANENT),
                row("a closed connection", () -> closed("Cannot exchange messages because the connection is closed"),
                        STATEMENT, NOT_REACHED),
                row("a reset that drained what ran", () -> new R2dbcNonTransientResourceException(
                        "Cannot exchange messages because the connection is closed", "08006",
                        new ClosedChannelException()), STATEMENT, LOST_UNKNOWN),
                row("closed unexpectedly", () -> closed("Connection unexpectedly closed"), ACQUIRE, NOT_REACHED),
                row("closed unexpectedly", () -> closed("Connection unexpectedly closed"), STATEMENT, LOST_UNKNOWN),
                row("closed unexpectedly", () -> closed("Connection unexpectedly closed"), IN_TRANSACTION, LOST_UNDONE),
                row("closed unexpectedly", () -> closed("Connection unexpectedly closed"), COMMIT, LOST_UNKNOWN),
                row("closed by us", () -> closed("Connection closed"), STATEMENT, LOST_UNKNOWN),
                row("an I/O error", () -> closed("An I/O error occurred while sending to the backend"), STATEMENT,
                        LOST_UNKNOWN),
                row("a full request queue", () -> closed(
                        "Cannot exchange messages because the request queue limit is exceeded"), STATEMENT, OVERLOAD),
                row("a full response queue", () -> closed("Response queue is full"), STATEMENT, LOST_UNKNOWN),
                row("a rollback in answer to COMMIT", () -> closed(
                        "The database returned ROLLBACK, so the transaction cannot be committed."), COMMIT,
                        Judgement.rolledBack(Again.NO, Fate.KEEP, Suspicion.KEEP)),
                row("a failed validation", () -> new R2dbcNonTransientResourceException("Connection validation failed"),
                        ACQUIRE, NOT_REACHED),
                row("the pool's own timeout", () -> new R2dbcTimeoutException(
                        "Connection acquisition timed out after 100ms"), ACQUIRE, OVERLOAD),
                row("a pool that was shut down", PoolShutdownException::new, ACQUIRE, NOT_REACHED),
                row("a timeout around a statement", TimeoutException::new, STATEMENT, LOST_UNKNOWN),
                row("a raw closed channel", ClosedChannelException::new, STATEMENT, LOST_UNKNOWN),
                row("an illegal state", () -> new IllegalStateException("bug"), STATEMENT, PERMANENT),
                row("an illegal argument", () -> new IllegalArgumentException("bug"), STATEMENT, PERMANENT),
                row("no operation", () -> new UnsupportedOperationException("bug"), STATEMENT, PERMANENT))
                .map(Row::test);
    }

    @TestFactory
    Stream<DynamicTest> judgesWhatTheServerAnswers() {
        Judgement contention = Judgement.rolledBack(Again.FREE, Fate.KEEP, Suspicion.KEEP);
        Judgement noFastRetry = Judgement.rolledBack(Again.NO, Fate.KEEP, Suspicion.KEEP);
        Judgement once = Judgement.rolledBack(Again.ONCE, Fate.KEEP, Suspicion.KEEP);
        return Stream.of(
                answer("08004", ACQUIRE, NOT_REACHED), answer("08006", STATEMENT, LOST_UNKNOWN),
                answer("08007", COMMIT, LOST_UNKNOWN), answer("40003", STATEMENT, LOST_UNKNOWN),
                answer("08P01", STATEMENT, Judgement.permanent(Fate.EVICT)),
                answer("40000", IN_TRANSACTION, contention), answer("40001", STATEMENT, contention),
                answer("40001", COMMIT, contention), answer("40P01", IN_TRANSACTION, contention),
                answer("72000", STATEMENT, contention),
                answer("53300", ACQUIRE, Judgement.notSent(Again.YES, Fate.EVICT, Suspicion.KEEP)),
                answer("53300", STATEMENT, noFastRetry), answer("53200", STATEMENT, once),
                answer("53100", STATEMENT, noFastRetry), answer("53400", STATEMENT, noFastRetry),
                answer("55P03", STATEMENT, noFastRetry), answer("55006", STATEMENT, noFastRetry),
                answer("57014", STATEMENT, noFastRetry),
                answer("57P01", ACQUIRE, NOT_REACHED), answer("57P01", STATEMENT, LOST_UNDONE),
                answer("57P01", IN_TRANSACTION, LOST_UNDONE), answer("57P01", COMMIT, LOST_UNKNOWN),
                answer("57P02", STATEMENT, LOST_UNDONE),
                answer("57P03", ACQUIRE, NOT_REACHED), answer("57P04", STATEMENT, Judgement.permanent(Fate.EVICT)),
                answer("57P05", STATEMENT, Judgement.rolledBack(Again.YES, Fate.EVICT, Suspicion.KEEP)),
                answer("25P03", IN_TRANSACTION, Judgement.rolledBack(Again.NO, Fate.EVICT, Suspicion.KEEP)),
                answer("25P04", IN_TRANSACTION, Judgement.rolledBack(Again.NO, Fate.EVICT, Suspicion.KEEP)),
                answer("25006", STATEMENT, new Judgement(Verdict.PERMANENT, Again.NO, Fate.KEEP, Suspicion.ASK)),
                answer("26000", STATEMENT, once), answer("26000", IN_TRANSACTION, noFastRetry),
                answer("42P05", STATEMENT, once),
                row("0A000 for a stale plan", () -> new R2dbcNonTransientResourceException(
                        "cached plan must not change result type", "0A000"), STATEMENT, once),
                answer("0A000", STATEMENT, PERMANENT),
                answer("3D000", ACQUIRE, PERMANENT), answer("28000", ACQUIRE, PERMANENT),
                answer("28P01", ACQUIRE, PERMANENT), answer("58030", STATEMENT, PERMANENT),
                answer("XX000", STATEMENT, PERMANENT), answer("03000", STATEMENT, PERMANENT),
                answer("21000", STATEMENT, PERMANENT), answer("22012", STATEMENT, PERMANENT),
                answer("23505", STATEMENT, PERMANENT), answer("27000", STATEMENT, PERMANENT),
                answer("42601", STATEMENT, PERMANENT), answer("54000", STATEMENT, PERMANENT),
                answer("P0001", STATEMENT, PERMANENT), answer("F0000", STATEMENT, PERMANENT),
                answer("HV000", STATEMENT, PERMANENT))
                .map(Row::test);
    }

    @TestFactory
    Stream<DynamicTest> judgesPgBouncerByItsWords() {
        Judgement full = Judgement.notSent(Again.YES, Fate.EVICT, Suspicion.KEEP);
        return Stream.of(
                bouncer("query_wait_timeout", STATEMENT, NOT_REACHED),
                bouncer("client_login_timeout (server down)", ACQUIRE, NOT_REACHED),
                bouncer("server login has been failing, try again later", ACQUIRE, NOT_REACHED),
                bouncer("no more connections allowed (max_client_conn)", ACQUIRE, full),
                bouncer("client connections exceeded", ACQUIRE, full),
                bouncer("pooler is shutting down", ACQUIRE, NOT_REACHED),
                bouncer("server conn crashed?", STATEMENT, LOST_UNKNOWN),
                bouncer("query_timeout", STATEMENT, NOT_REACHED),
                bouncer("query timeout", STATEMENT, LOST_UNKNOWN),
                bouncer("query timeout", IN_TRANSACTION, LOST_UNDONE),
                bouncer("server shutting down", STATEMENT, NOT_REACHED),
                bouncer("idle transaction timeout", IN_TRANSACTION,
                        Judgement.rolledBack(Again.NO, Fate.EVICT, Suspicion.KEEP)),
                bouncer("client_idle_timeout", STATEMENT,
                        Judgement.rolledBack(Again.YES, Fate.EVICT, Suspicion.KEEP)),
                bouncer("the database system is starting up", ACQUIRE, NOT_REACHED),
                bouncer("the database system is in recovery mode", ACQUIRE, NOT_REACHED),
                bouncer("sorry, too many clients already", ACQUIRE, full),
                bouncer("too many connections for role \"app\"", ACQUIRE, full),
                bouncer("remaining connection slots are reserved for roles with the SUPERUSER attribute", ACQUIRE,
                        full),
                bouncer("password authentication failed for user \"app\"", ACQUIRE,
                        Judgement.permanent(Fate.EVICT)),
                bouncer("no such database: orders", ACQUIRE, Judgement.permanent(Fate.EVICT)),
                bouncer("unsupported startup parameter: x", ACQUIRE, Judgement.permanent(Fate.EVICT)),
                bouncer("SSL required", ACQUIRE, Judgement.permanent(Fate.EVICT)))
                .map(Row::test);
    }

    private static Row answer(String code, Situation situation, Judgement judgement) {
        return row(code, () -> new R2dbcNonTransientResourceException("the server says so", code), situation,
                judgement);
    }

    private static Row bouncer(String words, Situation situation, Judgement judgement) {
        return row("'" + words + "'", () -> new R2dbcNonTransientResourceException(words, "08P01"), situation,
                judgement);
    }

    private static R2dbcException closed(String words) {
        return new R2dbcNonTransientResourceException("[cid: 0x1][pid: 7] " + words, "08006");
    }

    private static R2dbcException cannotConnect(Throwable cause) {
        return new R2dbcNonTransientResourceException("Cannot connect to localhost:5432", "08003", cause);
    }

    private static R2dbcException several(Throwable... causes) {
        R2dbcException failure = new R2dbcNonTransientResourceException("Cannot connect to a:1,b:2", "08003");
        Stream.of(causes).forEach(failure::addSuppressed);
        return failure;
    }

    private static SSLException handshake(Throwable cause) {
        SSLException failure = new SSLHandshakeException("PKIX path building failed");
        failure.initCause(cause);
        return failure;
    }
}
