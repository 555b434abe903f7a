package io.github.headgate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.headgate.HeadgateEvent.AttemptFailed;
import io.github.headgate.HeadgateEvent.StatementAbandoned;
import io.github.headgate.testkit.PgBouncer;
import io.github.headgate.testkit.PostgresServer;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Result;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** Ordinary life with a PgBouncer between, in transaction mode: each transaction may meet another session. */
@Timeout(60)
class PgBouncerIT {

    private static final Duration LONG = Duration.ofSeconds(30);

    /** Fewer than the client has connections, so that they change hands. */
    private static final int SESSIONS = 2;

    private static PostgresServer server;
    private static PgBouncer bouncer;

    private final Events events = new Events();
    private HeadgateClient client;

    @BeforeAll
    static void started() {
        assumeTrue(PgBouncer.isInstalled(), "no pgbouncer on this machine: apt-get install pgbouncer");
        server = PostgresServer.started();
        bouncer = PgBouncer.before(server).setting("default_pool_size", String.valueOf(SESSIONS)).start();
    }

    @AfterAll
    static void stopped() {
        if (bouncer != null) {
            bouncer.close();
            server.close();
        }
    }

    @BeforeEach
    void ready() {
        client = HeadgateClient.create(HeadgateOptions
                .builder(bouncer.url() + "?preparedStatementCacheQueries=0")
                .maxSize(2 * SESSIONS)
                .timeout(LONG)
                .listener(events)
                .build());
        server.execute("drop table if exists item; create table item (id int primary key, name text)");
        StepVerifier.create(client.ready()).expectComplete().verify(LONG);
    }

    @AfterEach
    void closed() {
        StepVerifier.create(client.close()).expectComplete().verify(LONG);
    }

    private static Mono<Long> inserted(Statements statements, int id) {
        return statements.sql("insert into item values ($1, $2)").bind(0, id).bind(1, "item " + id).update();
    }

    private static Mono<String> name(Statements statements, int id) {
        return statements.sql("select name from item where id = $1")
                .bind(0, id)
                .query(row -> row.get(0, String.class))
                .one();
    }

    private static Mono<Integer> session(Statements statements) {
        return statements.sql("select pg_backend_pid()").query(row -> row.get(0, Integer.class)).one();
    }

    private int items() {
        return server.query("select from item").size();
    }

    @Test
    void bindsItsArgumentsInWhicheverSession() {
        Flux<String> names = Flux.range(1, 100)
                .flatMapSequential(id -> inserted(client, id).then(name(client, id)));

        StepVerifier.create(names.count()).expectNext(100L).expectComplete().verify(LONG);

        assertThat(events.of(AttemptFailed.class)).isEmpty();
    }

    @Test
    void hasNoPlaceForPreparedStatements() {
        HeadgateClient preparing = HeadgateClient.create(HeadgateOptions.builder(bouncer.url())
                .maxSize(2 * SESSIONS)
                .maxRetries(0)
                .listener(events)
                .build());

        StepVerifier.create(Flux.range(1, 200).flatMap(id -> name(preparing, id)).onErrorComplete().then())
                .expectComplete()
                .verify(LONG);

        assertThat(events.of(AttemptFailed.class)).isNotEmpty()
                .allMatch(failed -> Set.of("26000", "42P05").contains(Failures.sqlState(failed.cause())));
        StepVerifier.create(preparing.close()).expectComplete().verify(LONG);
    }

    @Test
    void writesAndReadsTheRowsOfIt() {
        Flux<Integer> ids = client.sql("insert into item values ($1, 'a'), ($2, 'b') returning id")
                .bind(0, 1)
                .bind(1, 2)
                .returning(row -> row.get(0, Integer.class))
                .all();

        StepVerifier.create(ids).expectNext(1, 2).expectComplete().verify(LONG);
    }

    @Test
    void keepsATransactionInOneSessionAndCommitsIt() {
        Mono<Long> sessions = client.inTransaction(tx -> Flux.range(0, 20)
                .concatMap(id -> inserted(tx, id).then(session(tx)))
                .distinct()
                .count());

        StepVerifier.create(sessions)
                .expectNext(1L)
                .expectComplete()
                .verify(LONG);

        assertThat(items()).isEqualTo(20);
    }

    @Test
    void rollsATransactionBack() {
        StepVerifier.create(client.inTransaction(tx -> inserted(tx, 1).then(inserted(tx, 1))))
                .expectErrorSatisfies(failure -> assertThat(Failures.sqlState(failure)).isEqualTo("23505"))
                .verify(LONG);

        assertThat(items()).isZero();
    }

    @Test
    void canBeAskedForTheOutcomeOfACommitIfItHasASessionMoreThanThePool() {
        HeadgateClient resolving = HeadgateClient.create(HeadgateOptions
                .builder(bouncer.url() + "?preparedStatementCacheQueries=0&commitOutcome=RESOLVE")
                .maxSize(SESSIONS - 1)
                .build());

        StepVerifier.create(Flux.range(1, 50).flatMap(id -> resolving.inTransaction(tx -> inserted(tx, id))).count())
                .expectNext(50L)
                .expectComplete()
                .verify(LONG);

        assertThat(items()).isEqualTo(50);
        StepVerifier.create(resolving.close()).expectComplete().verify(LONG);
    }

    @Test
    void servesThoseWhoKnowR2dbcOnly() {
        Flux<Long> written = Flux.usingWhen(client.connectionFactory().create(), this::transaction, Connection::close);

        StepVerifier.create(written).expectNext(1L).expectComplete().verify(LONG);

        assertThat(items()).isEqualTo(1);
    }

    private Flux<Long> transaction(Connection connection) {
        return Flux.usingWhen(
                Mono.from(connection.beginTransaction()).thenReturn(connection),
                begun -> Flux.from(begun.createStatement("insert into item values ($1, 'a')").bind(0, 1).execute())
                        .concatMap(Result::getRowsUpdated),
                Connection::commitTransaction);
    }

    @Test
    void cancelsWhatNobodyWaitsForAndKeepsTheConnection() {
        Mono<Long> sleep = client.sql("select pg_sleep(30)").update();

        StepVerifier.create(Flux.range(0, SESSIONS).flatMap(i -> sleep))
                .thenAwait(Duration.ofMillis(500))
                .thenCancel()
                .verify(LONG);
        StepVerifier.create(session(client)).expectNextCount(1).expectComplete().verify(LONG);

        events.await(StatementAbandoned.class, SESSIONS);
        assertThat(events.of(StatementAbandoned.class))
                .allMatch(abandoned -> abandoned.ending() == StatementAbandoned.Ending.CANCELLED);
        assertThat(events.of(HeadgateEvent.GenerationLost.class)).isEmpty();
    }

    @Test
    void isHealthy() {
        StepVerifier.create(client.health()).expectNextMatches(Health::isUp).expectComplete().verify(LONG);
    }
}
