package io.github.headgate;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.headgate.HeadgateEvent.AttemptFailed;
import io.github.headgate.testkit.PostgresServer;
import io.github.headgate.testkit.WithPostgres;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** The rows of the table of failures that a server can produce, produced by one. {@code FailuresTest} has the rest. */
@WithPostgres
class FailuresIT {

    private static final Duration LONG = Duration.ofSeconds(30);

    private final PostgresServer server;
    private final Events events = new Events();
    private final List<HeadgateClient> clients = new ArrayList<>();
    private HeadgateClient client;

    FailuresIT(PostgresServer server) {
        this.server = server;
        this.client = client(server.url());
    }

    @BeforeEach
    void ready() {
        server.execute("create or replace function raise(code text) returns int language plpgsql as "
                + "$$ begin raise exception 'raised' using errcode = code; end $$");
        server.execute("create table if not exists item (id int primary key, parent int, "
                + "foreign key (parent) references item deferrable initially deferred)");
        StepVerifier.create(client.ready()).expectComplete().verify(LONG);
    }

    @AfterEach
    void closed() {
        StepVerifier.create(Flux.fromIterable(clients).flatMap(HeadgateClient::close)).expectComplete().verify(LONG);
    }

    private HeadgateClient client(String url) {
        return client(url, Duration.ofMillis(1));
    }

    private HeadgateClient client(String url, Duration retryWait) {
        HeadgateClient made = HeadgateClient.create(
                HeadgateOptions.builder(url).retryWait(retryWait).maxSize(4).listener(events).build());
        clients.add(made);
        return made;
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

    private AttemptFailed firstAttempt() {
        return events.of(AttemptFailed.class).get(0);
    }

    @TestFactory
    Stream<DynamicTest> judgesWhatAFunctionRaises() {
        return Stream.of(
                raised("40001", Verdict.ROLLED_BACK, 3), raised("40P01", Verdict.ROLLED_BACK, 3),
                raised("40000", Verdict.ROLLED_BACK, 3), raised("72000", Verdict.ROLLED_BACK, 3),
                raised("53200", Verdict.ROLLED_BACK, 2), raised("53100", Verdict.ROLLED_BACK, 1),
                raised("55P03", Verdict.ROLLED_BACK, 1), raised("57014", Verdict.ROLLED_BACK, 1),
                raised("26000", Verdict.ROLLED_BACK, 2), raised("42P05", Verdict.ROLLED_BACK, 2),
                raised("P0001", Verdict.PERMANENT, 1), raised("22012", Verdict.PERMANENT, 1),
                raised("54000", Verdict.PERMANENT, 1), raised("58030", Verdict.PERMANENT, 1),
                raised("XX000", Verdict.PERMANENT, 1), raised("HV000", Verdict.PERMANENT, 1));
    }

    private DynamicTest raised(String code, Verdict verdict, int attempts) {
        return DynamicTest.dynamicTest(code + " is " + verdict + ", after " + attempts + " attempts", () -> {
            events.clear();

            Throwable failure = failureOf(client.sql("select raise($1)").bind(0, code).update());

            assertThat(Failures.sqlState(failure)).isEqualTo(code);
            assertThat(events.of(AttemptFailed.class)).hasSize(attempts)
                    .allMatch(failed -> failed.verdict() == verdict && failed.phase() == Phase.EXECUTE);
        });
    }

    @TestFactory
    Stream<DynamicTest> judgesWhatIsWrongWithAStatement() {
        return Stream.of(
                wrong("42601", "a syntax error", sql -> sql.sql("selec 1").update()),
                wrong("42P01", "an unknown table", sql -> sql.sql("select * from nowhere").update()),
                wrong("22012", "a division by zero", sql -> sql.sql("select 1 / 0").update()),
                wrong("23503", "a deferred constraint", sql -> sql.sql("insert into item values (1, 99) returning id")
                        .returning(row -> 1)
                        .first()),
                wrong("23502", "a null key", sql -> sql.sql("insert into item values (null)").update()),
                wrong("21000", "two rows where one is wanted",
                        sql -> sql.sql("select (select generate_series(1, 2))").update()));
    }

    private DynamicTest wrong(String code, String name, Function<Statements, Publisher<?>> statement) {
        return DynamicTest.dynamicTest(name + " is PERMANENT", () -> {
            events.clear();

            Throwable failure = failureOf(statement.apply(client));

            assertThat(Failures.sqlState(failure)).isEqualTo(code);
            assertThat(events.of(AttemptFailed.class)).singleElement()
                    .matches(failed -> failed.verdict() == Verdict.PERMANENT);
        });
    }

    @Test
    void judgesABackendThatWasEndedAsRolledBack() {
        Throwable failure = failureOf(client.sql("select pg_terminate_backend(pg_backend_pid())").update());

        assertThat(failure).isNotInstanceOf(OutcomeUnknownException.class);
        assertThat(Failures.sqlState(failure)).isEqualTo("57P01");
        assertThat(firstAttempt().verdict()).isEqualTo(Verdict.ROLLED_BACK);
        assertThat(events.of(AttemptFailed.class)).hasSize(3);
    }

    @Test
    void judgesAProcedureThatCommittedAPartAsUnknown() {
        server.execute("create table if not exists step (n int)");
        server.execute("create or replace procedure settle() language plpgsql as $$ begin "
                + "insert into step values (1); commit; perform pg_terminate_backend(pg_backend_pid()); "
                + "perform pg_sleep(1); end $$");

        Throwable failure = failureOf(client.sql("call settle()").update());

        assertThat(failure).isInstanceOf(OutcomeUnknownException.class);
        assertThat(server.query("select count(*) from step").get(0).get(0)).hasToString("1");
    }

    @Test
    void judgesADeadlockAsContentionAndSurvivesIt() {
        server.execute("create table if not exists pair (id int primary key, n int not null)");
        server.execute("insert into pair values (1, 0), (2, 0) on conflict do nothing");

        Function<int[], Mono<Long>> both = ids -> client.inTransaction(tx -> add(tx, ids[0])
                .delayElement(Duration.ofMillis(200))
                .then(add(tx, ids[1])));

        StepVerifier.create(Flux.merge(both.apply(new int[]{1, 2}), both.apply(new int[]{2, 1})))
                .expectNext(1L, 1L)
                .expectComplete()
                .verify(LONG);
        assertThat(events.of(AttemptFailed.class)).extracting(failed -> Failures.sqlState(failed.cause()))
                .contains("40P01");
        assertThat(server.query("select sum(n) from pair").get(0).get(0)).hasToString("4");
    }

    private static Mono<Long> add(Statements tx, int id) {
        return tx.sql("update pair set n = n + 1 where id = $1").bind(0, id).update();
    }

    @Test
    void makesDoWithTheConnectionsThatTheServerHasLeft() {
        server.execute("create role crowded login password 'secret' connection limit 4");
        HeadgateClient crowded = client(server.url().replaceFirst("//[^@]*@", "//crowded:secret@"),
                Duration.ofMillis(500));
        StepVerifier.create(crowded.ready()).expectComplete().verify(LONG);

        StepVerifier.create(Flux.range(0, 20)
                .flatMap(i -> crowded.sql("select pg_sleep(0.1)").query(row -> 1).one())
                .count())
                .expectNext(20L)
                .expectComplete()
                .verify(LONG);

        assertThat(events.of(AttemptFailed.class)).isEmpty();
        assertThat(events.of(HeadgateEvent.GenerationLost.class)).isEmpty();
    }

    @Test
    void judgesAWriteInAReadOnlyTransactionAsTheUsersOwn() {
        Throwable failure = failureOf(client.sql("insert into item values (7, null)").readOnly().update());

        assertThat(Failures.sqlState(failure)).isEqualTo("25006");
        assertThat(firstAttempt().verdict()).isEqualTo(Verdict.PERMANENT);
        assertThat(events.of(HeadgateEvent.GenerationLost.class)).isEmpty();
    }

    @Test
    void judgesAnEndedIdleTransactionAsRolledBack() {
        Throwable failure = failureOf(client.inTransaction(tx -> tx
                .sql("set local idle_in_transaction_session_timeout = 50")
                .update()
                .delayElement(Duration.ofMillis(400))
                .then(tx.sql("select 1").update())));

        assertThat(failure).isNotInstanceOf(OutcomeUnknownException.class);
        assertThat(firstAttempt().verdict()).isIn(Verdict.ROLLED_BACK, Verdict.NOT_SENT);
    }

    @Test
    void judgesAPlanThatWentStaleAsWorthOneMore() {
        server.execute("create table if not exists shape (a int)");
        server.execute("insert into shape values (1)");
        Mono<Long> rows = client.sql("select * from shape where a >= $1").bind(0, 0).query(row -> 1).all().count();
        StepVerifier.create(rows.repeat(20).last()).expectNextCount(1).expectComplete().verify(LONG);

        server.execute("alter table shape add column b int");

        StepVerifier.create(rows.repeat(20).last()).expectNextCount(1).expectComplete().verify(LONG);
    }

    @Test
    void leavesNoConnectionInThePoolThatStillReceivesRows() {
        Duration enough = Duration.ofSeconds(10); // for a query that does not wait for a hundred million rows
        HeadgateClient single = client(server.url() + "?maxSize=1");
        Mono<Integer> first = single.sql("select generate_series(1, 100000000)").query(row -> 1).first();
        Mono<Integer> broken = single.sql("select generate_series(1, 100000000)").<Integer>query(row -> {
            throw new IllegalStateException("unreadable");
        }).one();

        StepVerifier.create(first).expectNext(1).expectComplete().verify(LONG);
        StepVerifier.create(single.sql("select 2").timeout(enough).query(row -> 2).one())
                .expectNext(2)
                .expectComplete()
                .verify(LONG);
        assertThat(failureOf(broken)).hasMessageContaining("unreadable");
        StepVerifier.create(single.sql("select 3").timeout(enough).query(row -> 3).one())
                .expectNext(3)
                .expectComplete()
                .verify(LONG);
    }

    @Test
    void judgesASecondKeyAsPermanent() {
        StepVerifier.create(client.sql("insert into item values (100, null)").update())
                .expectNext(1L)
                .expectComplete()
                .verify(LONG);

        assertThat(Failures.sqlState(failureOf(client.sql("insert into item values (100, null)").update())))
                .isEqualTo("23505");
    }
}
