package io.github.headgate;

import io.github.headgate.HeadgateEvent.OutcomeResolved.Outcome;
import io.r2dbc.spi.Connection;
import java.util.Optional;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What a server says of a transaction.
 *
 * @param outcome empty while it is in progress
 * @param reason why it cannot tell, or nothing
 */
record Resolution(Optional<Outcome> outcome, String reason) {

    private static final String STATUS = "select pg_xact_status($1::text::xid8)";
    private static final String TERMINATE = """
            select count(pg_terminate_backend(pid)) from pg_stat_activity
            where backend_xid::text = ($1::text::xid8::xid)::text
            and wait_event is distinct from 'SyncRep'""";

    /** Asks over {@code connection} for the transaction of {@code ticket}. */
    static Mono<Resolution> of(Ticket ticket, Connection connection) {
        return Identity.of(connection)
                .flatMap(here -> ticket.identity().equals(here)
                        ? status(ticket, connection)
                        : Mono.just(elsewhere(ticket.identity(), here)))
                .defaultIfEmpty(unknown("the server is older than Postgres 13"));
    }

    /**
     * Ends the session in which the transaction is still in progress, if it is; but not one that waits for a standby only,
     * for that wait is what its user relies on, and it would end as committed.
     */
    static Mono<Void> terminate(Ticket ticket, Connection connection) {
        return answer(TERMINATE, ticket, connection).then();
    }

    boolean isInProgress() {
        return outcome.isEmpty();
    }

    private static Mono<Resolution> status(Ticket ticket, Connection connection) {
        return answer(STATUS, ticket, connection).map(Resolution::of);
    }

    private static Mono<Optional<String>> answer(String sql, Ticket ticket, Connection connection) {
        return Uncancelled.of(Flux.defer(() -> connection.createStatement(sql).bind(0, ticket.xid()).execute())
                .concatMap(result -> result.map(row -> Optional.ofNullable(row.get(0)).map(Object::toString)))
                .last());
    }

    private static Resolution of(Optional<String> status) {
        return switch (status.orElse("")) {
            case "committed" -> new Resolution(Optional.of(Outcome.COMMITTED), "");
            case "aborted" -> new Resolution(Optional.of(Outcome.ABORTED), "");
            case "in progress" -> new Resolution(Optional.empty(), "");
            default -> unknown("the transaction is too old for the server to tell");
        };
    }

    private static Resolution elsewhere(Identity then, Identity here) {
        if (!then.system().equals(here.system())) {
            return unknown("this is another database system than the one that it was sent to");
        }
        return unknown(here.isPrimary()
                ? "the server is on timeline " + here.timeline() + ", and it was sent on " + then.timeline()
                : "the server is a standby now");
    }

    static Resolution unknown(String reason) {
        return new Resolution(Optional.of(Outcome.UNKNOWN), reason);
    }
}
