package io.github.headgate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.headgate.HeadgateEvent.AttemptFailed;
import io.github.headgate.HeadgateEvent.EngineProbed;
import io.github.headgate.HeadgateEvent.GenerationLost;
import io.github.headgate.HeadgateEvent.OpeningFailed;
import io.github.headgate.testkit.Fault;
import io.github.headgate.testkit.FaultProxy;
import io.github.headgate.testkit.PgBouncer;
import io.github.headgate.testkit.PostgresServer;
import io.github.headgate.testkit.WithPostgres;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactories;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/**
 * PgBouncer's rows of the table of failures, met at a real one. Version 1.18 never says {@code client connections
 * exceeded}, {@code server shutting down} or {@code pooler is shutting down}; {@code FailuresTest} has those.
 */
@WithPostgres
@Timeout(60)
class PgBouncerFailuresIT {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofMillis(20);
    private static final String SLEEPING = "select from pg_stat_activity where wait_event = 'PgSleep'";
    private static final String WRITE = "insert into written select 1 from pg_sleep(%s)";

    private final PostgresServer server;
    private final FaultProxy link;
    private final Events events = new Events();
    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    PgBouncerFailuresIT(PostgresServer server) {
        this.server = server;
        this.link = opened(FaultProxy.before(server)); // between the pooler and the server
    }

    @BeforeAll
    static void installed() {
        assumeTrue(PgBouncer.isInstalled(), "no pgbouncer on this machine: apt-get install pgbouncer");
    }

    @BeforeEach
    void table() {
        server.execute("drop table if exists written; create table written (n int)");
    }

    @AfterEach
    void closed() throws Exception {
        while (!open.isEmpty()) {
            open.pop().close();
        }
    }

    private <T extends AutoCloseable> T opened(T resource) {
        open.push(resource);
        return resource;
    }

    private PgBouncer.Builder bouncer() {
        return PgBouncer.before(server).upstream(link.host(), link.port()).setting("server_login_retry", "0.1");
    }

    private PgBouncer started(PgBouncer.Builder builder) {
        return opened(builder.start());
    }

    private HeadgateClient client(String url) {
        return client(url, settings -> settings);
    }

    private HeadgateClient client(String url, UnaryOperator<HeadgateOptions.Builder> change) {
        HeadgateOptions.Builder settings = HeadgateOptions.builder(url + "?preparedStatementCacheQueries=0")
                .timeout(Duration.ofSeconds(15))
                .maxSize(4)
                .listener(events);
        HeadgateClient client = HeadgateClient.create(change.apply(settings).build());
        opened(() -> client.close().block(LONG));
        return client;
    }

    private HeadgateClient ready(PgBouncer bouncer) {
        HeadgateClient client = client(bouncer.url());
        StepVerifier.create(client.ready()).expectComplete().verify(LONG);
        return client;
    }

    private static Mono<Long> written(Statements statements, int seconds) {
        return statements.sql(WRITE.formatted(seconds)).update();
    }

    private int rows() {
        return server.query("select from written").size();
    }

    private Throwable failureOf(Publisher<?> operation) {
        List<Throwable> failures = new ArrayList<>();
        StepVerifier.create(Flux.from(operation).then().onErrorResume(failure -> {
            failures.add(failure);
            return Mono.empty();
        })).expectComplete().verify(LONG);
        assertThat(failures).hasSize(1);
        return failures.get(0);
    }

    /** Subscribes to an operation, does something as soon as it has been told of such an event, and awaits its end. */
    private <T> StepVerifier.Step<T> whenTold(Class<? extends HeadgateEvent> event, Mono<T> operation,
            Runnable action) {
        return StepVerifier.create(operation)
                .then(() -> events.await(event, 1))
                .then(action);
    }

    private void awaitSleeping() {
        while (server.query(SLEEPING).isEmpty()) {
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private void assertFirstAttempt(String words, Phase phase, Verdict verdict) {
        AttemptFailed first = events.of(AttemptFailed.class).get(0);
        assertThat(first.cause()).hasMessageContaining(words);
        assertThat(Failures.sqlState(first.cause())).isEqualTo("08P01");
        assertThat(first.phase()).isEqualTo(phase);
        assertThat(first.verdict()).isEqualTo(verdict);
    }

    /** A pooler that keeps us from its server. */
    @Nested
    class Waiting {

        @Test
        void tooLongForASessionIsNotSentAndIsDoneLater() {
            PgBouncer bouncer = started(bouncer().setting("query_wait_timeout", "1"));

            assertThatItIsDoneOnceAfter("query_wait_timeout", bouncer);
        }

        @Test
        void longerThanAQueryMayTakeIsNotSentAndIsDoneLater() {
            PgBouncer bouncer = started(bouncer().setting("query_timeout", "1"));

            assertThatItIsDoneOnceAfter("query_timeout", bouncer);
        }

        private void assertThatItIsDoneOnceAfter(String words, PgBouncer bouncer) {
            HeadgateClient client = ready(bouncer);
            bouncer.pause();

            whenTold(AttemptFailed.class, written(client, 0), bouncer::resume)
                    .expectNext(1L)
                    .expectComplete()
                    .verify(LONG);

            assertFirstAttempt(words, Phase.EXECUTE, Verdict.NOT_SENT);
            assertThat(rows()).isEqualTo(1);
        }

        @Test
        void forAServerThatLetsNobodyInIsNotSent() {
            PgBouncer bouncer = started(bouncer());
            HeadgateClient client = ready(bouncer);
            server.stop();
            awaitLoginsFailing(bouncer);

            whenTold(AttemptFailed.class, written(client, 0), server::start)
                    .expectNext(1L)
                    .expectComplete()
                    .verify(LONG);

            assertFirstAttempt("server login has been failing", Phase.EXECUTE, Verdict.NOT_SENT);
            assertThat(rows()).isEqualTo(1);
        }
    }

    /** Until then it lets its clients wait. */
    private static void awaitLoginsFailing(PgBouncer bouncer) {
        Mono<Connection> login = Mono.<Connection>from(ConnectionFactories.get(bouncer.url()).create())
                .timeout(Duration.ofSeconds(1))
                .onErrorResume(TimeoutException.class, waiting -> Mono.empty());
        StepVerifier.create(login.repeat())
                .expectErrorSatisfies(refusal -> assertThat(refusal).hasMessageContaining("login has been failing"))
                .verify(LONG);
    }

    /** A pooler, or its server, that breaks off what runs. */
    @Nested
    class Running {

        @Test
        void onAServerConnectionThatBreaksIsUnknown() {
            HeadgateClient client = ready(started(bouncer()));

            whileItRuns(written(client, 5), this::cut)
                    .expectError(OutcomeUnknownException.class)
                    .verify(LONG);

            assertFirstAttempt("server conn crashed?", Phase.EXECUTE, Verdict.UNKNOWN);
        }

        @Test
        void inATransactionOnAServerConnectionThatBreaksIsRolledBackAndDoneLater() {
            HeadgateClient client = ready(started(bouncer()));

            whileItRuns(client.inTransaction(tx -> written(tx, 0).then(written(tx, 1))), this::cut)
                    .expectNext(1L)
                    .expectComplete()
                    .verify(LONG);

            assertFirstAttempt("server conn crashed?", Phase.EXECUTE, Verdict.ROLLED_BACK);
            assertThat(rows()).isEqualTo(2);
        }

        private void cut() {
            link.strike(Fault.CUT);
        }

        @Test
        void onAPoolerThatDropsItsClientsIsUnknown() {
            PgBouncer bouncer = started(bouncer());
            HeadgateClient client = ready(bouncer);

            whileItRuns(written(client, 5), () -> bouncer.command("kill postgres"))
                    .expectError(OutcomeUnknownException.class)
                    .verify(LONG);

            assertFirstAttempt("database removed", Phase.EXECUTE, Verdict.UNKNOWN);
        }

        /** Does something to an operation when its last statement runs at the server. */
        private <T> StepVerifier.Step<T> whileItRuns(Mono<T> operation, Runnable action) {
            return StepVerifier.create(operation)
                    .then(PgBouncerFailuresIT.this::awaitSleeping)
                    .then(action);
        }

        @Test
        void longerThanAQueryMayTakeIsUnknownForTheServerMayGoOn() {
            HeadgateClient client = ready(started(bouncer().setting("query_timeout", "1")));

            Throwable failure = failureOf(written(client, 3));

            assertThat(failure).isInstanceOf(OutcomeUnknownException.class);
            assertFirstAttempt("query timeout", Phase.EXECUTE, Verdict.UNKNOWN);
        }

        @Test
        void inATransactionThatWasIdleForTooLongIsRolledBack() {
            HeadgateClient client = client(started(bouncer().setting("idle_transaction_timeout", "1")).url(),
                    settings -> settings.maxRetries(0));

            Throwable failure = failureOf(client.inTransaction(tx -> written(tx, 0)
                    .delayElement(Duration.ofSeconds(2))
                    .then(written(tx, 0))));

            assertThat(failure).isNotInstanceOf(OutcomeUnknownException.class);
            assertThat(events.of(AttemptFailed.class)).allMatch(failed -> failed.verdict() != Verdict.UNKNOWN);
            assertThat(rows()).isZero();
        }
    }

    /** A pooler that lets no more clients in. */
    @Nested
    class Full {

        @Test
        void ofClientsLeavesUsTheConnectionsThatWeHave() {
            HeadgateClient client = client(started(bouncer().setting("max_client_conn", "3")).url());
            StepVerifier.create(client.ready()).expectComplete().verify(LONG);

            StepVerifier.create(Flux.range(0, 4).flatMap(i -> written(client, 1)).count())
                    .expectNext(4L)
                    .expectComplete()
                    .verify(LONG);

            assertThat(events.of(AttemptFailed.class)).isEmpty();
            assertThat(events.of(GenerationLost.class)).isEmpty();
        }

        @Test
        void ofClientsIsTriedAgainUntilItLetsUsIn() {
            PgBouncer bouncer = started(bouncer().setting("max_client_conn", "3"));
            HeadgateClient others = client(bouncer.url());
            StepVerifier.create(others.ready()).expectComplete().verify(LONG);
            Filled.await(others, 3);
            HeadgateClient client = client(bouncer.url());

            whenTold(OpeningFailed.class, client.ready(), () -> others.close().block(LONG))
                    .expectComplete()
                    .verify(LONG);

            assertOpeningFailedFor("no more connections allowed (max_client_conn)");
        }

        @Test
        void ofClientsIsThereWhenAConnectionDies() {
            PgBouncer bouncer = started(bouncer());
            FaultProxy front = opened(FaultProxy.before(bouncer));
            HeadgateClient client = client(front.url());
            StepVerifier.create(client.ready()).expectComplete().verify(LONG);
            Filled.await(client, 3);
            bouncer.command("set max_client_conn = 1");

            front.connections().get(0).strike(Fault.CUT);

            StepVerifier.create(client.transitions().take(Duration.ofSeconds(2))).expectComplete().verify(LONG);
            assertThat(events.of(EngineProbed.class)).isNotEmpty().allMatch(EngineProbed::alive);
        }

        @Test
        void isTheServerOfPgBouncerAndLetsUsInLater() {
            try (PostgresServer small = PostgresServer.builder()
                    .setting("max_connections", "4")
                    .setting("superuser_reserved_connections", "0")
                    .setting("max_wal_senders", "0")
                    .start()) {
                HeadgateClient others = client(small.url(), settings -> settings.initialSize(3).maxSize(3));
                StepVerifier.create(others.ready()).expectComplete().verify(LONG);
                Filled.await(others, 4);
                events.clear();
                PgBouncer bouncer = started(PgBouncer.before(small).setting("server_login_retry", "0.1"));
                HeadgateClient client = client(bouncer.url());

                whenTold(OpeningFailed.class, client.ready(), () -> others.close().block(LONG))
                        .expectComplete()
                        .verify(LONG);

                assertOpeningFailedFor("too many clients");
            }
        }
    }

    /** A pooler that cannot reach its server at first. */
    @Nested
    class Opening {

        @Test
        void goesOnWhileTheServerIsDown() {
            server.stop();
            HeadgateClient client = client(started(bouncer().setting("client_login_timeout", "1")).url(),
                    settings -> settings.startupTimeout(Duration.ofSeconds(10)));

            whenTold(OpeningFailed.class, client.ready(), server::start).expectComplete().verify(LONG);

            assertOpeningFailedFor("client_login_timeout (server down)");
        }
    }

    private void assertOpeningFailedFor(String words) {
        assertThat(events.of(OpeningFailed.class))
                .noneMatch(OpeningFailed::permanent)
                .anyMatch(failed -> String.valueOf(failed.cause().getMessage()).contains(words));
    }

    @TestFactory
    Stream<DynamicTest> refusesForGood(@TempDir Path directory) throws Exception {
        PgBouncer bouncer = started(bouncer());
        PgBouncer strict = started(bouncer().setting("ignore_startup_parameters", ""));
        PgBouncer disabled = started(bouncer());
        disabled.command("disable postgres");
        Tls.Pair keys = Tls.pair(directory);
        PgBouncer secure = started(bouncer().setting("client_tls_sslmode", "require")
                .setting("client_tls_key_file", keys.key().toString())
                .setting("client_tls_cert_file", keys.certificate().toString()));
        return Stream.of(
                refused("no such database: nowhere", bouncer.url().replaceFirst("[^/]*$", "nowhere")),
                refused("database \"postgres\" is disabled", disabled.url()),
                refused("unsupported startup parameter: extra_float_digits", strict.url()),
                refused("SSL required", secure.url()),
                refused("SASL authentication failed", bouncer.url().replaceFirst("//[^@]*@", "//postgres:wrong@")),
                refused("SASL authentication failed", bouncer.url().replaceFirst("//[^@]*@", "//nobody:wrong@")));
    }

    private DynamicTest refused(String words, String url) {
        return DynamicTest.dynamicTest(words, () -> {
            events.clear();

            Throwable failure = failureOf(client(url).sql("select 1").query(row -> 1).one());

            assertThat(failure).isInstanceOf(OpeningFailedException.class).hasMessageContaining(words);
            assertThat(events.of(OpeningFailed.class)).anyMatch(refusal -> refusal.permanent()
                    && "08P01".equals(Failures.sqlState(refusal.cause())));
        });
    }
}
