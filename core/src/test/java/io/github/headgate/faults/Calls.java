package io.github.headgate.faults;

import io.github.headgate.HeadgateClient;
import io.github.headgate.Sql;
import io.github.headgate.Statements;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.IsolationLevel;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.TransactionDefinition;
import java.time.Duration;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The calls of the callers. */
final class Calls {

    /** How many rows {@link Way#ROWS} asks for. */
    static final int ROWS = 20;

    private static final int ACCOUNTS = 8;
    private static final String INSERT = "insert into ledger (id, part) values ($1, $2)";
    private static final String ECHOES = Echo.QUESTION + " from generate_series(1, " + ROWS + ")";

    private final HeadgateClient client;

    Calls(HeadgateClient client) {
        this.client = client;
    }

    /** What the callers need at the server. A row may come twice, so that it would be seen. */
    static final String TABLES = """
            drop table if exists ledger;
            drop sequence if exists sent;
            create sequence sent;
            create table ledger (id bigint not null, part int not null, once boolean not null default false,
                sent bigint not null default nextval('sent'));
            create unique index on ledger (id) where once;
            drop table if exists account;
            create table account (id int primary key, balance bigint not null);
            insert into account select id, 1000 from generate_series(0, 7) id""";

    Publisher<?> call(Entry entry) {
        return switch (entry.way()) {
            case READ -> echo(client, entry);
            case ROWS -> client.sql(ECHOES).bind(0, entry.id()).query(Echo::of).all();
            case FIRST -> client.sql(ECHOES).bind(0, entry.id()).query(Echo::of).first();
            case WRITE -> insert(client, entry, 1).update();
            case IDEMPOTENT -> idempotent(entry);
            case RETURNING -> returning(entry);
            case BATCH -> batch(entry);
            case TRANSACTION -> transaction(entry);
            case TRANSFER -> transfer(entry);
            case GUARDED -> client.guard(heard(client, entry).then(insert(client, entry, 1).update()));
            case FACTORY -> borrowed(connection -> springTransaction(connection, entry));
            case ALTERED -> borrowed(connection -> altered(connection, entry));
        };
    }

    private static Mono<Echo> echo(Statements statements, Entry entry) {
        return statements.sql(Echo.QUESTION).bind(0, entry.id()).query(Echo::of).one();
    }

    /** An echo that goes no further. */
    private static Mono<Echo> heard(Statements statements, Entry entry) {
        return echo(statements, entry).doOnNext(entry::heard);
    }

    private static Sql insert(Statements statements, Entry entry, int part) {
        return statements.sql(INSERT).bind(0, entry.id()).bind(1, part);
    }

    private Mono<Long> idempotent(Entry entry) {
        return client.sql("insert into ledger (id, part, once) values ($1, 1, true) on conflict do nothing")
                .bind(0, entry.id())
                .idempotent()
                .update();
    }

    private Mono<Long> returning(Entry entry) {
        return client.sql(INSERT + " returning id")
                .bind(0, entry.id())
                .bind(1, 1)
                .returning(row -> row.get(0, Long.class))
                .one();
    }

    private Mono<Long> batch(Entry entry) {
        Sql sql = insert(client, entry, 1);
        for (int part = 2; part <= Way.BATCH.rows(); part++) {
            sql = sql.add().bind(0, entry.id()).bind(1, part);
        }
        return sql.update();
    }

    private Mono<Long> transaction(Entry entry) {
        return client.inTransaction(transaction -> heard(transaction, entry)
                .then(insert(transaction, entry, 1).update())
                .then(insert(transaction, entry, 2).update()));
    }

    /** In whichever order: so two may wait for each other. */
    private Mono<Long> transfer(Entry entry) {
        long from = entry.id() % ACCOUNTS;
        long to = (from + 1 + entry.id() / ACCOUNTS % (ACCOUNTS - 1)) % ACCOUNTS;
        TransactionDefinition definition = entry.id() % 2 == 0
                ? IsolationLevel.SERIALIZABLE
                : IsolationLevel.READ_COMMITTED;
        return client.inTransaction(definition, transaction -> moved(transaction, from, -1)
                .then(moved(transaction, to, 1))
                .then(insert(transaction, entry, 1).update()));
    }

    private static Mono<Long> moved(Statements transaction, long account, long amount) {
        return transaction.sql("update account set balance = balance + $1 where id = $2")
                .bind(0, amount)
                .bind(1, account)
                .update();
    }

    private Flux<Long> borrowed(Function<Connection, Publisher<Long>> use) {
        return Flux.usingWhen(client.connectionFactory().create(), use, Connection::close);
    }

    /** Begins, writes and commits as Spring's {@code R2dbcTransactionManager} does: a failure is rolled back. */
    private static Flux<Long> springTransaction(Connection connection, Entry entry) {
        return Flux.usingWhen(
                Mono.from(connection.beginTransaction()).thenReturn(connection),
                begun -> inserted(begun, entry, 1).concatWith(inserted(begun, entry, 2)),
                Connection::commitTransaction,
                (begun, failure) -> Mono.from(begun.rollbackTransaction()).onErrorComplete(),
                begun -> Mono.empty()); // the close comes at the same moment, and rolls back
    }

    /** Writes with settings of its own, which must not meet the next borrower. */
    private static Flux<Long> altered(Connection connection, Entry entry) {
        return Mono.from(connection.setTransactionIsolationLevel(IsolationLevel.SERIALIZABLE))
                .then(Mono.from(connection.setLockWaitTimeout(Duration.ofSeconds(3))))
                .thenMany(Flux.defer(() -> {
                    entry.doubt();
                    return inserted(connection, entry, 1);
                }));
    }

    private static Flux<Long> inserted(Connection connection, Entry entry, int part) {
        return Flux.from(connection.createStatement(INSERT).bind("$1", entry.id()).bind("$2", part).execute())
                .concatMap(Result::getRowsUpdated);
    }
}
