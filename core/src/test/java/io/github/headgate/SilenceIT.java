package io.github.headgate;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.headgate.HeadgateEvent.EngineProbed;
import io.github.headgate.HeadgateEvent.GenerationLost;
import io.github.headgate.testkit.Direction;
import io.github.headgate.testkit.Fault;
import io.github.headgate.testkit.FaultProxy;
import io.github.headgate.testkit.Freeze;
import io.github.headgate.testkit.PostgresServer;
import io.github.headgate.testkit.ProxiedConnection;
import io.github.headgate.testkit.Shutdown;
import io.github.headgate.testkit.WithPostgres;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** Servers and networks that say nothing any more, and those that are merely slow. */
@WithPostgres
class SilenceIT {

    private static final Duration LONG = Duration.ofSeconds(60);

    /** The default, and the second after it, and half a second for a machine that has other things to do. */
    private static final Duration FOUND = Duration.ofMillis(4_500);

    private final PostgresServer server;
    private final FaultProxy proxy;
    private final Events events = new Events();
    private HeadgateClient client;

    SilenceIT(PostgresServer server) {
        this.server = server;
        this.proxy = FaultProxy.before(server);
        this.client = client(settings -> settings);
    }

    private HeadgateClient client(UnaryOperator<HeadgateOptions.Builder> settings) {
        return HeadgateClient.create(settings.apply(HeadgateOptions.builder(proxy.url())
                .timeout(Duration.ofSeconds(40)) // so that no deadline is what ends it
                .listener(events)).build());
    }

    private void use(UnaryOperator<HeadgateOptions.Builder> settings) {
        client = client(settings);
        client.ready().block(LONG);
    }

    @BeforeEach
    void tables() {
        server.execute("create table if not exists ledger (id int)");
        server.execute("truncate ledger");
        client.ready().block(LONG);
        events.clear();
    }

    @AfterEach
    void closed() {
        server.thaw();
        StepVerifier.create(client.close()).expectComplete().verify(LONG);
        proxy.close();
    }

    /** How long after {@code fault} the engine was found to be gone. */
    private Duration found(Runnable fault) {
        fault.run();
        long begun = System.nanoTime();
        Flux.interval(Duration.ofMillis(10))
                .takeUntil(tick -> events.count(GenerationLost.class) > 0)
                .blockLast(LONG);
        Duration after = Duration.ofNanos(System.nanoTime() - begun);
        System.out.println("found after " + after.toMillis() + " ms");
        return after;
    }

    /** Of those of the client that was made last. */
    private ProxiedConnection first() {
        List<ProxiedConnection> all = proxy.connections();
        return all.get(all.size() - client.snapshot().open());
    }

    private Mono<Long> slowWrite() {
        return client.sql("with slept as (select pg_sleep(1)) insert into ledger select 1 from slept").update();
    }

    private void comesBack() {
        StepVerifier.create(client.sql("select 1").query(row -> 1).one()).expectNext(1).expectComplete().verify(LONG);
    }

    @Nested
    class ASilentServer {

        @ParameterizedTest
        @EnumSource(value = Freeze.class, names = {"ALL", "SESSIONS"})
        void isFoundUnderARunningStatementAndEndsIt(Freeze what) {
            Mono<Long> write = slowWrite().cache();
            StepVerifier running = StepVerifier.create(write)
                    .expectErrorSatisfies(failure -> assertThat(failure).isInstanceOf(OutcomeUnknownException.class))
                    .verifyLater();
            Mono.delay(Duration.ofMillis(300)).block();

            assertThat(found(() -> server.freeze(what))).isBetween(Duration.ofMillis(2_500), FOUND);

            running.verify(Duration.ofSeconds(1));
            server.thaw();
            comesBack();
            Mono.delay(Duration.ofMillis(1_500)).block(); // the thawed backend has had its second
            assertThat(server.query("select count(*) from ledger").get(0).get(0).toString()).isIn("0", "1");
        }

        @ParameterizedTest
        @EnumSource(Direction.class)
        void isFoundBehindANetworkThatIsDeafInOneDirection(Direction deaf) {
            StepVerifier running = StepVerifier.create(client.sql("select pg_sleep(5)").query(row -> 1).one())
                    .expectNext(1) // run again, on the next generation
                    .expectComplete()
                    .verifyLater();
            Mono.delay(Duration.ofMillis(300)).block();

            assertThat(found(() -> proxy.stall(deaf))).isBetween(Duration.ofMillis(2_500), FOUND);

            proxy.flow();
            running.verify(LONG);
        }

        @Test
        void isFoundUnderACursorToo() {
            Flux<Integer> rows = client.sql("select 1 from generate_series(1, 100000), pg_sleep(0.01)")
                    .fetchSize(10)
                    .query(row -> 1)
                    .all()
                    .concatMap(row -> Mono.delay(Duration.ofMillis(1)).thenReturn(row), 1)
                    .onErrorComplete()
                    .publish()
                    .autoConnect();
            rows.blockFirst(LONG);
            Disposable reader = rows.subscribe();

            assertThat(found(() -> server.freeze(Freeze.ALL))).isLessThan(FOUND);

            reader.dispose();
            server.thaw();
            comesBack();
        }

        @Test
        void isFoundAlthoughConnectionsThatWereMadeSinceAnswer() {
            Disposable running = client.sql("select pg_sleep(20)").query(row -> 1).one().onErrorComplete().subscribe();
            Mono.delay(Duration.ofMillis(300)).block();
            Disposable.Swap others = Disposables.swap();

            assertThat(found(() -> {
                server.freeze(Freeze.SESSIONS);
                others.update(Flux.interval(Duration.ofMillis(200))
                        .onBackpressureDrop()
                        .flatMap(tick -> client.sql("select 1").query(row -> 1).one().onErrorComplete(), 10)
                        .subscribe());
            })).isLessThan(FOUND);

            others.dispose();
            running.dispose();
            server.thaw();
            comesBack();
        }

        @Test
        void isFoundOverConnectionsThatAreHalfOpen() {
            StepVerifier running = StepVerifier.create(client.sql("select pg_sleep(1)").query(row -> 1).one())
                    .expectNext(1)
                    .expectComplete()
                    .verifyLater();
            Mono.delay(Duration.ofMillis(300)).block();

            assertThat(found(() -> proxy.strike(Fault.HALF_OPEN))).isBetween(Duration.ofMillis(2_500), FOUND);

            running.verify(LONG);
        }

        @Test
        void isFoundWhenAConnectIsNeededIfItsSessionsGoOn() {
            server.freeze(Freeze.POSTMASTER);

            comesBack(); // over the connections that it has
            Flux<Integer> more = Flux.range(0, 4)
                    .flatMap(i -> client.sql("select pg_sleep(1)").query(row -> 1).one(), 4);
            Disposable callers = more.onErrorComplete().subscribe();

            assertThat(found(() -> {})).isLessThan(Duration.ofSeconds(15));

            callers.dispose();
            server.thaw();
            comesBack();
        }

        @Test
        void isFoundByTheHeartbeatWhenNobodyAsks() {
            client.close().block(LONG);
            use(settings -> settings.heartbeat(Duration.ofSeconds(1)));

            assertThat(found(() -> server.freeze(Freeze.ALL))).isLessThan(Duration.ofSeconds(4));

            server.thaw();
            comesBack();
        }
    }

    @Nested
    class ASlowServer {

        @Test
        void isLeftInPeace() {
            proxy.delay(Duration.ZERO, Duration.ofMillis(400), 7);
            StepVerifier slow = StepVerifier.create(client.sql("select pg_sleep(8)").query(row -> 1).one())
                    .expectNext(1)
                    .expectComplete()
                    .verifyLater();

            slow.verify(LONG);

            assertThat(events.of(EngineProbed.class)).isNotEmpty().allMatch(EngineProbed::alive);
            assertThat(events.count(GenerationLost.class)).isZero();
        }

        @Test
        void isLeftInPeaceWhenItSendsByteByByte() {
            proxy.slice(1);
            proxy.delay(Duration.ZERO, Duration.ofMillis(100), 7);

            StepVerifier.create(client.sql("select repeat('x', 1000) from generate_series(1, 100)")
                    .query(row -> 1)
                    .all()
                    .then(client.sql("select pg_sleep(4)").query(row -> 1).one()))
                    .expectNext(1)
                    .expectComplete()
                    .verify(LONG);

            assertThat(events.of(EngineProbed.class)).allMatch(EngineProbed::alive);
            assertThat(events.count(GenerationLost.class)).isZero();
        }

        @Test
        void isLeftInPeaceByTheHeartbeat() {
            client.close().block(LONG);
            use(settings -> settings.heartbeat(Duration.ofMillis(500)));
            proxy.delay(Duration.ZERO, Duration.ofMillis(400), 7);

            Mono.delay(Duration.ofSeconds(6)).block();

            assertThat(events.of(EngineProbed.class)).isNotEmpty().allMatch(EngineProbed::alive);
            assertThat(events.count(GenerationLost.class)).isZero();
        }
    }

    @Nested
    class ASingleConnection {

        @Test
        void thatHasDiedUnheardIsClosedBeforeAUserGetsIt() {
            client.close().block(LONG);
            use(settings -> settings.heartbeat(Duration.ofSeconds(1)).initialSize(3));
            Filled.await(client, 4);

            first().strike(Fault.HALF_OPEN); // the pool's
            Flux.interval(Duration.ofMillis(100))
                    .takeUntil(tick -> client.snapshot().open() < 4)
                    .blockLast(Duration.ofSeconds(10));

            assertThat(events.count(GenerationLost.class)).isZero();
            comesBack();
        }

        @Test
        void thatIsHalfOpenIsNotWaitedForAfterARestart() {
            client.close().block(LONG);
            use(settings -> settings.startupTimeout(Duration.ofSeconds(15)).initialSize(3));
            Filled.await(client, 4);
            events.clear();

            first().strike(Fault.HALF_OPEN);

            assertThat(found(() -> server.restart(Shutdown.IMMEDIATE))).isLessThan(Duration.ofSeconds(8)); // mostly 1.3 s
            comesBack();
        }

        @Test
        void thatWasTheSentinelIsReplaced() {
            client.close().block(LONG);
            use(settings -> settings.heartbeat(Duration.ofSeconds(1)).initialSize(1));
            Filled.await(client, 2);
            ProxiedConnection sentinel = proxy.connections().get(proxy.connections().size() - 1);

            sentinel.strike(Fault.HALF_OPEN);
            Flux.interval(Duration.ofMillis(100))
                    .onBackpressureDrop()
                    .concatMap(tick -> client.sql("select 1").query(row -> 1).one())
                    .takeUntil(row -> events.of(EngineProbed.class).stream().anyMatch(EngineProbed::alive))
                    .blockLast(Duration.ofSeconds(10));

            assertThat(events.count(GenerationLost.class)).isZero();
            assertThat(sentinel.isOpen()).isFalse();
            assertThat(client.snapshot().open()).isEqualTo(2);
        }
    }
}
