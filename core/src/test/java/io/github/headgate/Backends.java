package io.github.headgate;

import io.github.headgate.testkit.PostgresServer;
import java.time.Duration;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

/** The server's processes for its clients, but for the one that looks. */
record Backends(PostgresServer server, String condition) {

    static Backends of(PostgresServer server, String condition) {
        return new Backends(server, condition);
    }

    /** A server takes a moment to notice that a client has gone. */
    void areGoneWithin(Duration limit) {
        StepVerifier.create(Flux.interval(Duration.ofMillis(50), Schedulers.boundedElastic())
                .onBackpressureDrop()
                .map(tick -> count())
                .filter(count -> count.equals("0"))
                .next())
                .expectNext("0")
                .expectComplete()
                .verify(limit);
    }

    private String count() {
        return String
                .valueOf(server.query("select count(*) from pg_stat_activity where backend_type = 'client backend' "
                        + "and pid <> pg_backend_pid() and " + condition).get(0).get(0));
    }
}
