package io.github.headgate;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.headgate.HeadgateEvent.AttemptFailed;
import io.github.headgate.testkit.ArmedFault;
import io.github.headgate.testkit.Direction;
import io.github.headgate.testkit.Fault;
import io.github.headgate.testkit.FaultProxy;
import io.github.headgate.testkit.PostgresServer;
import io.github.headgate.testkit.ProxiedConnection;
import io.github.headgate.testkit.WithPostgres;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Mono;

/**
 * Breaks the connection at every byte of an operation, in either direction, and holds the verdict against what the table
 * says. Nothing is run again here, so that each verdict stands alone.
 */
@WithPostgres
class VerdictSweepIT {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final int COMMIT_AND_ITS_ANSWER = 12 + 18; // bytes

    private final PostgresServer server;
    private final FaultProxy proxy;
    private final Events events = new Events();
    private final HeadgateClient client;

    VerdictSweepIT(PostgresServer server) {
        this.server = server;
        this.proxy = FaultProxy.before(server);
        this.client = HeadgateClient.create(HeadgateOptions.builder(proxy.url())
                .maxSize(1)
                .maxRetries(0)
                .timeout(Duration.ofSeconds(20))
                .noHeartbeat()
                .listener(events)
                .build());
    }

    /** What is swept. */
    enum Swept {
        A_QUERY, AN_INSERT, AN_INSERT_WITH_ROWS, A_TRANSACTION
    }

    private Mono<?> operation(Swept swept) {
        return switch (swept) {
            case A_QUERY -> client.sql("select $1::int").bind(0, 1).query(row -> 1).one();
            case AN_INSERT -> insert(client);
            case AN_INSERT_WITH_ROWS -> client.sql("insert into ledger values (1) returning id")
                    .returning(row -> 1)
                    .one();
            case A_TRANSACTION -> client.inTransaction(VerdictSweepIT::insert);
        };
    }

    private static Mono<Long> insert(Statements statements) {
        return statements.sql("insert into ledger values ($1)").bind(0, 1).update();
    }

    @BeforeEach
    void table() {
        server.execute("create table if not exists ledger (id int)");
        server.execute("truncate ledger");
        warm();
    }

    @AfterEach
    void closed() {
        client.close().block(LONG);
        proxy.close();
    }

    /** Sees to it that the pool has a connection, on which nothing has been prepared yet if it is new. */
    private void warm() {
        while (!Boolean.TRUE.equals(client.sql("select 1").query(row -> true).one().onErrorReturn(false).block(LONG))) {
            // the sentinel's, or the connection before, has just been found dead
        }
    }

    /** The connection over which queries go. The probe's come and go beside it. */
    private ProxiedConnection pooled() {
        List<ProxiedConnection> answering = List.of();
        while (answering.size() != 1) {
            warm();
            Map<ProxiedConnection, Long> before = proxy.connections()
                    .stream()
                    .collect(toMap(connection -> connection, connection -> connection.passed(Direction.TO_CLIENT)));
            warm();
            answering = before.keySet()
                    .stream()
                    .filter(connection -> connection
                            .passed(Direction.TO_CLIENT) > requireNonNull(before.get(connection)))
                    .toList();
        }
        return answering.get(0);
    }

    private int rows() {
        return (Integer) requireNonNull(server.query("select count(*)::int from ledger").get(0).get(0));
    }

    private int length(Swept swept, Direction direction) {
        ProxiedConnection connection = pooled();
        long before = connection.passed(direction);
        operation(swept).block(LONG);
        long length = connection.passed(direction) - before;
        server.execute("truncate ledger");
        renewed();
        return (int) length;
    }

    /** A connection on which nothing has been prepared. */
    private void renewed() {
        pooled().strike(Fault.CUT);
        warm();
    }

    @ParameterizedTest
    @EnumSource(Swept.class)
    void isJudgedRightWhereverItIsCut(Swept swept) {
        Map<String, Integer> tally = new TreeMap<>();
        List<String> wrong = new ArrayList<>();
        renewed();
        for (Direction direction : Direction.values()) {
            int length = length(swept, direction);
            for (int bytes = 0; bytes < length; bytes++) {
                Fault fault = bytes % 2 == 0 ? Fault.CUT : Fault.RESET;
                String point = swept + ", " + fault + " after " + bytes + " of " + length + " bytes " + direction;
                Told told = told(swept, pooled().after(bytes, direction, fault));
                String verdict = told.verdict();
                int rows = rows();
                tally.merge(verdict + " with " + rows + " rows", 1, Integer::sum);
                if (!isRight(swept, verdict, rows) || !isToldAsItIs(swept, told)) {
                    wrong.add(point + ": " + told + ", and there are " + rows + " rows");
                }
                server.execute("truncate ledger");
                warm();
            }
        }

        System.out.println(swept + ": " + tally.values().stream().mapToInt(Integer::intValue).sum() + " points, "
                + tally + ", " + wrong.size() + " wrong");
        assertThat(wrong).isEmpty();
        if (swept == Swept.A_TRANSACTION) { // else it would be right never to know anything
            assertThat(tally.entrySet()
                    .stream()
                    .filter(row -> row.getKey().startsWith("UNKNOWN"))
                    .mapToInt(Map.Entry::getValue)
                    .sum()).isLessThanOrEqualTo(COMMIT_AND_ITS_ANSWER);
        }
    }

    /** What was made of an operation, and what its caller heard. */
    private record Told(String verdict, Optional<Throwable> failure) {}

    private Told told(Swept swept, ArmedFault fault) {
        events.clear();
        Optional<Throwable> failure = requireNonNull(operation(swept)
                .then(Mono.just(Optional.<Throwable>empty()))
                .onErrorResume(heard -> Mono.just(Optional.of(heard)))
                .block(LONG));
        assertThat(fault.awaitStruck(LONG)).as(fault.toString()).isTrue();
        return new Told(failure.isEmpty()
                ? "DONE"
                : events.of(AttemptFailed.class).get(0).verdict().toString(), failure);
    }

    /** A write that is unknown is told so, and nothing else is. */
    private static boolean isToldAsItIs(Swept swept, Told told) {
        boolean unknown = told.failure().filter(OutcomeUnknownException.class::isInstance).isPresent();
        return unknown == (told.verdict().equals("UNKNOWN") && swept != Swept.A_QUERY);
    }

    private static boolean isRight(Swept swept, String verdict, int rows) {
        return switch (verdict) {
            case "DONE" -> rows == (swept == Swept.A_QUERY ? 0 : 1);
            case "NOT_SENT", "ROLLED_BACK" -> rows == 0;
            case "UNKNOWN" -> rows <= 1;
            default -> false;
        };
    }
}
