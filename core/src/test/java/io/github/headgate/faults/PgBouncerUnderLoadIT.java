package io.github.headgate.faults;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.headgate.testkit.PgBouncer;
import io.github.headgate.testkit.PostgresServer;
import io.github.headgate.testkit.Shutdown;
import io.github.headgate.testkit.WithPostgres;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactories;
import java.time.Duration;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/** A PgBouncer in transaction mode, with fewer sessions than the client has connections, that is broken under load. */
@WithPostgres
class PgBouncerUnderLoadIT {

    private static final int TIMES = Dose.of(1, 20);
    private static final int SESSIONS = 6;
    private static final int CALLERS = 24;
    private static final Duration CALM = Duration.ofMillis(1_200);

    /** Longer than {@code failureDetectionTime} and a second. */
    private static final Duration LONG = Duration.ofMillis(4_500);

    private final PostgresServer server;

    PgBouncerUnderLoadIT(PostgresServer server) {
        this.server = server;
    }

    @BeforeAll
    static void installed() {
        assumeTrue(PgBouncer.isInstalled(), "no pgbouncer on this machine: apt-get install pgbouncer");
    }

    private PgBouncer.Builder bouncer() {
        return PgBouncer.before(server)
                .setting("default_pool_size", String.valueOf(SESSIONS))
                .setting("server_login_retry", "0.1"); // else it does not look for the server for 15 s
    }

    /**
     * Breaks it as often as the dose says.
     *
     * @param least how many generations this ends: all, or maybe none if it may be back before its connections are missed
     */
    private void broken(PgBouncer.Builder made, int least, BiConsumer<PgBouncer, Scenario> action) {
        try (PgBouncer bouncer = made.start();
                Scenario scenario = Scenario.on(server)
                        .through(bouncer)
                        .load(PgBouncerUnderLoadIT::stateless)
                        .start()) {
            for (int time = 0; time < TIMES; time++) {
                scenario.pause(CALM);
                scenario.outage("fault of the pooler", () -> {
                    action.accept(bouncer, scenario);
                    awaitSession(bouncer);
                });
            }
            scenario.pause(CALM);

            scenario.finished(least, TIMES).hold();
        }
    }

    /** {@link Way#ALTERED} sets up a session, and the pooler gives each transaction another one. */
    private static Workload.Load stateless(Workload.Load load) {
        return load.only(Workload.MIX.stream().filter(way -> way != Way.ALTERED).toArray(Way[]::new)).callers(CALLERS);
    }

    @Test
    void thatIsPausedForLongIsWaitedFor() {
        broken(bouncer(), TIMES, (bouncer, scenario) -> {
            bouncer.pause();
            scenario.pause(LONG);
            bouncer.resume();
        });
    }

    @Test
    void thatIsKilledIsWaitedFor() {
        broken(bouncer(), 0, (bouncer, scenario) -> {
            bouncer.kill();
            bouncer.start();
        });
    }

    @Test
    void thatIsRestartedIsWaitedFor() {
        broken(bouncer(), 0, (bouncer, scenario) -> bouncer.restart());
    }

    @Test
    void whoseServerIsRestartedIsWaitedFor() {
        broken(bouncer(), 0, (bouncer, scenario) -> server.restart(Shutdown.IMMEDIATE));
    }

    @Test
    void whoseSessionsOthersHoldIsWaitedFor() {
        broken(bouncer().setting("query_wait_timeout", "1"), 0, (bouncer, scenario) -> Flux.range(0, SESSIONS)
                .flatMap(number -> session(bouncer, connection -> Mono.delay(LONG)))
                .blockLast());
    }

    /** It is as before when it has a session to give. */
    private static void awaitSession(PgBouncer bouncer) {
        session(bouncer, connection -> Mono.empty())
                .retryWhen(Retry.fixedDelay(200, Duration.ofMillis(20)))
                .block();
    }

    /** Somebody else's transaction. */
    private static Mono<Long> session(PgBouncer bouncer, Function<Connection, Mono<Long>> work) {
        return Mono.usingWhen(
                ConnectionFactories.get(bouncer.url()).create(),
                connection -> Mono.from(connection.beginTransaction()).then(work.apply(connection)),
                Connection::close);
    }
}
