package io.github.headgate;

import static io.github.headgate.Notes.LONG;
import static io.github.headgate.Notes.SOON;
import static io.github.headgate.Notes.assertEmits;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import io.github.headgate.testkit.PostgresServer;
import io.github.headgate.testkit.WithPostgres;
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
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

/** What jOOQ makes of the connection factory. Its pool has one connection, which each borrower leaves to the next. */
@WithPostgres
class JooqIT {

    private static final Table<Record> NOTE = table(name("note"));
    private static final Field<Integer> ID = field(name("id"), Integer.class);
    private static final Field<String> TEXT = field(name("text"), String.class);

    private final PostgresServer server;
    private final Notes notes;
    private final DSLContext jooq;

    JooqIT(PostgresServer server) {
        this.server = server;
        this.notes = Notes.of(server, server.url());
        this.jooq = DSL.using(notes.client().connectionFactory(), SQLDialect.POSTGRES);
    }

    @BeforeEach
    void begun() {
        notes.begin();
    }

    @AfterEach
    void ended() {
        notes.end();
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

        notes.assertAre("7");
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

        notes.assertAre("1,2,3,4,5,7");
    }

    @Test
    void readsChangesAndDeletes() {
        assertEmits(Mono.from(jooq.update(NOTE).set(TEXT, "seven").where(ID.eq(7))), 1);
        assertEmits(Mono.from(jooq.select(TEXT).from(NOTE)).map(row -> row.get(TEXT)), "seven");
        assertEmits(Mono.from(jooq.deleteFrom(NOTE).where(TEXT.eq("seven"))), 1);
        assertEmits(Mono.from(jooq.selectCount().from(NOTE)).map(row -> row.value1()), 0);
    }

    @Test
    void losesNothingInARestartUnderLoad() {
        RestartUnderLoad.assertOutlived(server, 2, this::insert);
    }

    @Test
    void losesNoTransactionInARestartUnderLoad() {
        RestartUnderLoad.assertOutlived(server, 2, id -> jooq.transactionPublisher(
                configuration -> configuration.dsl().insertInto(NOTE, ID).values(id)));
    }

    /** jOOQ commits what is cancelled, and what runs at the time goes on. */
    @Test
    void leavesNothingToTheNextOfATransactionThatIsCancelled() {
        Integer before = notes.backend().block(LONG);
        Sinks.Empty<Void> inserted = Sinks.empty();
        Publisher<Integer> transaction = jooq.transactionPublisher(configuration -> Mono
                .from(configuration.dsl().insertInto(NOTE, ID).values(1))
                .doOnSuccess(count -> inserted.tryEmitEmpty())
                .then(Mono.from(configuration.dsl().resultQuery("select 1 from pg_sleep(1)")))
                .thenReturn(1));

        StepVerifier.create(Mono.from(transaction).takeUntilOther(inserted.asMono().then(Mono.delay(SOON))))
                .expectComplete()
                .verify(LONG);

        assertEmits(notes.backend(), requireNonNull(before));
        notes.assertAre("1,7");
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

        notes.assertAre("2,7");
    }

    @Test
    void leavesNoStatementToTheNextWhenItIsCancelled() {
        Integer before = notes.backend().block(LONG);

        assertEmits(Mono.from(jooq.resultQuery("select 1 from pg_sleep(60)"))
                .map(row -> 1)
                .timeout(SOON, Mono.just(0)), 0);

        assertEmits(notes.backend(), requireNonNull(before));
    }

    @Test
    void commitsATransactionOfWhichOnlyTheFirstValueIsWanted() {
        Integer before = notes.backend().block(LONG);

        assertEmits(Mono.from(jooq.transactionPublisher(configuration -> Flux.from(configuration.dsl()
                .insertInto(NOTE, ID)
                .values(1)
                .values(2)
                .returning(ID))
                .map(row -> row.get(ID)))), 1);

        assertEmits(notes.backend(), requireNonNull(before)); // comes when jOOQ has committed, and closed the connection
        notes.assertAre("1,2,7");
    }
}
