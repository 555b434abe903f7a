package io.github.headgate;

import static java.util.Collections.singletonList;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import io.github.headgate.testkit.PostgresServer;
import io.github.headgate.testkit.WithPostgres;
import java.time.Duration;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SQLDialect;
import org.jooq.Table;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** What jOOQ makes of the connection factory. Its pool has one connection, which each borrower leaves to the next. */
@WithPostgres
class JooqIT {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SOON = Duration.ofMillis(200);
    private static final Table<Record> NOTE = table(name("note"));
    private static final Field<Integer> ID = field(name("id"), Integer.class);

    private final PostgresServer server;
    private final HeadgateClient client;
    private final DSLContext jooq;

    JooqIT(PostgresServer server) {
        this.server = server;
        this.client = HeadgateClient.create(HeadgateOptions.builder(server.url())
                .maxSize(1)
                .timeout(Duration.ofSeconds(20))
                .cancellationTimeout(Duration.ofSeconds(10)) // for a busy machine
                .build());
        this.jooq = DSL.using(client.connectionFactory(), SQLDialect.POSTGRES);
    }

    /** The number 7 is taken, which a statement hears of at its end, and a transaction at its commit. */
    @BeforeEach
    void tables() {
        server.execute("create table if not exists note (id int unique deferrable initially deferred)");
        server.execute("truncate note");
        server.execute("insert into note values (7)");
    }

    @AfterEach
    void closed() {
        StepVerifier.create(client.close()).expectComplete().verify(LONG);
    }

    private Mono<Integer> backend() {
        return client.sql("select pg_backend_pid()").query(row -> row.get(0, Integer.class)).one();
    }

    private void assertNotes(String ids) {
        assertThat(server.query("select string_agg(id::text, ',' order by id) from note"))
                .containsExactly(singletonList(ids));
    }

    private static <T> void assertEmits(Publisher<T> answer, T expected) {
        StepVerifier.create(answer).expectNext(expected).expectComplete().verify(LONG);
    }

    private Publisher<Record> insert(int id) {
        return jooq.insertInto(NOTE, ID).values(id).returning(ID);
    }

    @Test
    void isRefusedADuplicateInEveryWayToReadIt() {
        assertRefused(Mono.from(insert(7)));
        assertRefused(Flux.from(insert(7)));
        assertRefused(Flux.from(insert(7)).next());
        assertRefused(Mono.from(jooq.insertInto(NOTE, ID).values(7)));
        assertRefused(Mono.from(jooq.resultQuery("insert into note values (7) returning id")));
        assertRefused(Mono.from(jooq.query("insert into note values (7)")));

        assertNotes("7");
    }

    private static void assertRefused(Publisher<?> answer) {
        StepVerifier.create(answer)
                .expectErrorSatisfies(failure -> assertThat(sqlState(failure)).isEqualTo("23505"))
                .verify(LONG);
    }

    private static @Nullable String sqlState(Throwable failure) {
        return failure instanceof DataAccessException jooqs ? jooqs.sqlState() : null;
    }

    @Test
    void isGivenWhatWasWritten() {
        assertEmits(Mono.from(insert(1)).map(row -> row.get(ID)), 1);
        assertEmits(Flux.from(insert(2)).map(row -> row.get(ID)), 2);
        assertEmits(Mono.from(jooq.insertInto(NOTE, ID).values(3).values(4)), 2);
        assertEmits(Mono.from(jooq.resultQuery("insert into note values (5) returning id"))
                .map(row -> row.get(0)), 5);

        assertNotes("1,2,3,4,5,7");
    }

    @Test
    void leavesNothingOfATransactionThatFails() {
        StepVerifier.create(jooq.transactionPublisher(configuration -> Mono.from(
                configuration.dsl().insertInto(NOTE, ID).values(1))
                .then(Mono.error(new IllegalStateException("no")))))
                .expectErrorSatisfies(failure -> assertThat(failure).hasMessage("no"))
                .verify(LONG);
        assertEmits(Flux.from(jooq.transactionPublisher(configuration -> configuration.dsl()
                .insertInto(NOTE, ID)
                .values(2))), 1);

        assertNotes("2,7");
    }

    @Test
    void leavesNoStatementToTheNextWhenItIsCancelled() {
        Integer before = backend().block(LONG);

        assertEmits(Mono.from(jooq.resultQuery("select 1 from pg_sleep(60)"))
                .map(row -> 1)
                .timeout(SOON, Mono.just(0)), 0);

        assertEmits(backend(), requireNonNull(before));
    }

    @Test
    void commitsATransactionOfWhichOnlyTheFirstValueIsWanted() {
        Integer before = backend().block(LONG);

        assertEmits(Mono.from(jooq.transactionPublisher(configuration -> Flux.from(configuration.dsl()
                .insertInto(NOTE, ID)
                .values(1)
                .values(2)
                .returning(ID))
                .map(row -> row.get(ID)))), 1);

        assertEmits(backend(), requireNonNull(before)); // comes when jOOQ has committed, and closed the connection
        assertNotes("1,2,7");
    }
}
