package io.github.headgate;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.headgate.HeadgateEvent.GenerationLost;
import io.github.headgate.HeadgateEvent.GenerationOpening;
import io.github.headgate.HeadgateEvent.GenerationReady;
import io.github.headgate.HeadgateEvent.OpeningFailed;
import io.github.headgate.HeadgateEvent.Retry;
import io.github.headgate.testkit.FaultProxy;
import io.github.headgate.testkit.Freeze;
import io.github.headgate.testkit.PostgresServer;
import io.github.headgate.testkit.Shutdown;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.util.function.Tuple2;

/** The cases of the analysis that Headgate comes from, and those beyond it, on a real server. */
class EngineIT {

    private static final Duration LONG = Duration.ofSeconds(30);

    private final Events events = new Events();
    private PostgresServer server;
    private HeadgateClient client;

    @BeforeEach
    void notStarted() {
        server = PostgresServer.builder().build();
        client = client(settings -> settings);
    }

    @AfterEach
    void closed() {
        client.close().block(LONG);
        server.close();
    }

    private HeadgateClient client(UnaryOperator<HeadgateOptions.Builder> settings) {
        return HeadgateClient.create(settings.apply(HeadgateOptions.builder(server.url())).listener(events).build());
    }

    private HeadgateClient ready() {
        server.start();
        StepVerifier.create(client.ready()).expectComplete().verify(LONG);
        return client;
    }

    private Mono<Integer> query() {
        return client.sql("select 1").query(row -> row.get(0, Integer.class)).one();
    }

    /** Starts the server after a while, on another thread, and emits how long it took the server to accept. */
    private Mono<Long> serverStartsAfter(Duration wait) {
        return Mono.delay(wait).publishOn(Schedulers.boundedElastic()).doOnNext(tick -> server.start());
    }

    @Nested
    class ColdStart {

        @Test
        void letsTheFirstQuerySucceedWithoutARetry() {
            client = client(settings -> settings.timeout(LONG)); // a container takes some seconds to come up
            Mono<Tuple2<Long, Integer>> first = Mono.zip(
                    serverStartsAfter(Duration.ofMillis(2500)).elapsed().map(Tuple2::getT1), query());

            StepVerifier.create(first.elapsed())
                    .assertNext(
                            result -> System.out.printf("cold start: server up after %d ms, first query after %d ms%n",
                                    result.getT2().getT1(), result.getT1()))
                    .expectComplete()
                    .verify(LONG);
            assertThat(events.count(Retry.class)).isZero();
            assertThat(events.count(GenerationReady.class)).isEqualTo(1);
        }
    }

    @Nested
    class WarmUp {

        @Test
        void isOneForFiveCallersAndForTenThousand() {
            client = client(settings -> settings.timeout(LONG));
            Flux<Integer> five = Flux.range(0, 5).flatMap(i -> query());
            Flux<Integer> tenThousand = Flux.range(0, 10_000 - 5).flatMap(i -> query(), 10_000);

            StepVerifier
                    .create(Flux
                            .merge(five, tenThousand,
                                    serverStartsAfter(Duration.ofMillis(800)).ignoreElement().cast(Integer.class))
                            .count())
                    .expectNext(10_000L)
                    .expectComplete()
                    .verify(LONG);
            assertThat(events.of(GenerationOpening.class)).hasSize(1);
            assertThat(events.of(GenerationLost.class)).isEmpty();
            assertThat(events.of(Retry.class)).isEmpty();
        }

        @Test
        void isDisturbedByNoHealthCheckAndMakesHealthTellTheTruth() {
            client = client(settings -> settings.healthShare(Duration.ofMillis(1)));
            Mono<Long> isUpForASecond = serverStartsAfter(Duration.ofMillis(1500)) // a container takes some more
                    .then(client.ready())
                    .then(Mono.delay(Duration.ofSeconds(1)));
            Flux<Boolean> honest = Flux.interval(Duration.ofMillis(50))
                    .onBackpressureDrop()
                    .flatMap(tick -> client.health()
                            .flatMap(health -> health.isUp()
                                    ? query().thenReturn(true)
                                    : Mono.just(health.status() == Health.Status.OPENING)),
                            100)
                    .takeUntilOther(isUpForASecond);

            StepVerifier.create(honest.all(answer -> answer))
                    .expectNext(true)
                    .expectComplete()
                    .verify(LONG);
            assertThat(events.of(GenerationOpening.class)).hasSize(1);
            assertThat(events.of(HeadgateEvent.HealthAnswered.class)).anyMatch(answer -> answer.health().isUp());
        }
    }

    @Nested
    class Failure {

        @Test
        void thatLastsIsRetriedTwiceAndThenTold() {
            ready();
            server.execute("create function fail() returns int language plpgsql as "
                    + "$$ begin raise exception 'not now' using errcode = '40001'; end $$");

            StepVerifier.create(client.sql("select fail()").query(row -> 1).one().onErrorResume(failure -> {
                assertThat(failure).hasMessageContaining("not now");
                return Mono.just(0);
            }).elapsed())
                    .assertNext(result -> {
                        System.out.println("persisting 40001: told after " + result.getT1() + " ms");
                        assertThat(result.getT1()).isGreaterThan(1100);
                    })
                    .expectComplete()
                    .verify(LONG);
            assertThat(events.of(Retry.class)).extracting(Retry::retry).containsExactly(1, 2);
        }

        @Test
        void ofABackendThatIsEndedInEachAttemptEndsNoGeneration() {
            ready();

            StepVerifier.create(client.sql("select pg_terminate_backend(pg_backend_pid())").query(row -> 1).one())
                    .expectErrorSatisfies(failure -> assertThat(Failures.sqlState(failure)).isIn("57P01", "08006"))
                    .verify(LONG);
            StepVerifier.create(query()).expectNext(1).expectComplete().verify(LONG);
            assertThat(events.of(Retry.class)).hasSize(2);
            assertThat(events.of(GenerationLost.class)).isEmpty();
        }

        @Test
        void thatEndsIsSurvived() {
            ready();
            server.execute("create sequence calls");
            server.execute("create function fail_once() returns int language plpgsql as $$ begin "
                    + "if nextval('calls') < 2 then raise exception 'not now' using errcode = '40001'; end if; "
                    + "return 7; end $$");

            StepVerifier.create(client.sql("select fail_once()").query(row -> row.get(0, Integer.class)).one())
                    .expectNext(7)
                    .expectComplete()
                    .verify(LONG);
        }

        @Test
        void ofTheEngineIsWaitedOutAtTheGateWithoutBackingOff() {
            ready();
            server.stop(Shutdown.IMMEDIATE);

            StepVerifier.create(Mono.zip(query(), serverStartsAfter(Duration.ofSeconds(1))).elapsed())
                    .assertNext(result -> System.out
                            .println("engine back after 1000 ms: query after " + result.getT1() + " ms"))
                    .expectComplete()
                    .verify(LONG);
            assertThat(events.of(Retry.class)).allMatch(retry -> retry.after().isZero());
            assertThat(events.of(GenerationLost.class)).hasSize(1);
        }

        @Test
        void ofTheEngineThatLastsIsToldAtTheDeadline() {
            ready();
            server.stop(Shutdown.IMMEDIATE);

            StepVerifier.create(query())
                    .expectErrorSatisfies(failure -> assertThat(failure)
                            .isInstanceOf(NotReadyException.class)
                            .hasMessageContaining("Connection refused"))
                    .verify(Duration.ofSeconds(6));
        }
    }

    @Nested
    class Restart {

        @Test
        void isFollowedByNoFailure() {
            ready();
            StepVerifier.create(
                    Flux.range(0, 10).flatMap(i -> client.sql("select pg_sleep(0.2)").query(row -> 1).one()).count())
                    .expectNext(10L)
                    .expectComplete()
                    .verify(LONG);

            for (int round = 0; round < 5; round++) {
                server.restart(Shutdown.IMMEDIATE);
                StepVerifier.create(Flux.range(0, 30).concatMap(i -> query()).count())
                        .expectNext(30L)
                        .expectComplete()
                        .verify(LONG);
                server.restart(Shutdown.IMMEDIATE);
                StepVerifier.create(Flux.range(0, 50).flatMap(i -> query(), 50).count())
                        .expectNext(50L)
                        .expectComplete()
                        .verify(LONG);
            }
            System.out.println("losts: " + events.of(GenerationLost.class));
            assertThat(events.of(GenerationLost.class)).hasSize(10);
        }
    }

    @Nested
    class Outage {

        @Test
        void ofTenSecondsWithFiveHundredCallersIsMetWithTheConnectsOfOne() {
            server.start();
            try (FaultProxy proxy = FaultProxy.before(server)) {
                StepVerifier.create(client.close()).expectComplete().verify(LONG);
                client = HeadgateClient.create(
                        HeadgateOptions.builder(proxy.url()).timeout(LONG).listener(events).build());
                StepVerifier.create(client.ready()).expectComplete().verify(LONG);
                server.stop(Shutdown.IMMEDIATE);
                int before = proxy.connects();

                StepVerifier.create(Flux.merge(
                        Flux.range(0, 500).flatMap(i -> query(), 500),
                        serverStartsAfter(Duration.ofMillis(9_800))
                                .doOnNext(tick -> System.out.printf("outage of 10 s: %d connects for 500 callers%n",
                                        proxy.connects() - before))
                                .doOnNext(tick -> assertThat(proxy.connects() - before).isLessThanOrEqualTo(80))
                                .then(Mono.empty()))
                        .count())
                        .expectNext(500L)
                        .expectComplete()
                        .verify(LONG);
                assertThat(events.of(GenerationLost.class)).hasSize(1);
            }
        }
    }

    @Nested
    class Silence {

        @Test
        void isEndedByTheDeadlineAndWedgesNothing() {
            ready();
            server.freeze(Freeze.ALL);

            StepVerifier
                    .create(Flux.range(0, 30)
                            .flatMap(
                                    i -> query().then(Mono.just("done"))
                                            .onErrorResume(failure -> Mono.just(failure.getClass().getSimpleName())),
                                    30)
                            .collectList()
                            .elapsed())
                    .assertNext(result -> System.out.println("frozen: " + result))
                    .expectComplete()
                    .verify(Duration.ofSeconds(8));
            server.thaw();
            StepVerifier.create(query().elapsed())
                    .assertNext(result -> System.out.println("thawed: " + result.getT1() + " ms"))
                    .expectComplete()
                    .verify(Duration.ofSeconds(8));
        }
    }

    @Nested
    class Refusal {

        private List<String> told(String url) {
            client = HeadgateClient.create(HeadgateOptions.builder(url).listener(events).build());
            List<String> told = new java.util.ArrayList<>();
            StepVerifier.create(query().onErrorResume(failure -> {
                told.add(failure.toString());
                return Mono.empty();
            })).expectComplete().verify(LONG);
            System.out.println(told);
            return told;
        }

        /** While an attempt is under way, that of before is told. */
        private static <T> Mono<T> soon(Mono<T> query) {
            return Mono.delay(Duration.ofMillis(100)).then(query).retry(100);
        }

        @Test
        void ofAWrongPasswordIsToldAtOnceAndHeals() {
            server.start();
            List<String> told = told(server.url().replace(server.password(), "wrong-secret"));

            assertThat(told).singleElement()
                    .asString()
                    .contains("password authentication failed", "28P01")
                    .doesNotContain("wrong-secret");
            assertThat(events.of(OpeningFailed.class)).hasSize(1);

            server.execute("alter role " + server.user() + " password 'wrong-secret'");
            StepVerifier.create(soon(query()))
                    .expectNext(1)
                    .expectComplete()
                    .verify(LONG);
        }

        @Test
        void ofAnUnknownDatabaseNamesIt() {
            server.start();

            assertThat(told(server.url().replaceAll("/" + server.database() + "$", "/nowhere"))).singleElement()
                    .asString()
                    .contains("nowhere", "3D000");
        }

        @Test
        void ofTlsNamesItAndHeals(@TempDir Path directory) throws Exception {
            server.start();

            assertThat(told(server.url() + "?sslMode=require")).singleElement().asString().contains("SSL");
            assertThat(events.of(OpeningFailed.class)).hasSize(1);

            Tls.switchOn(server, directory);
            StepVerifier.create(soon(client.sql("select ssl from pg_stat_ssl where pid = pg_backend_pid()")
                    .query(row -> row.get(0, Boolean.class))
                    .one()))
                    .expectNext(true)
                    .expectComplete()
                    .verify(LONG);
        }

        @Test
        void ofAHostThatNobodyKnowsNamesIt() {
            assertThat(told("r2dbc:postgresql://u:p@no-such-host.invalid/db")).singleElement()
                    .asString()
                    .contains("no-such-host.invalid");
        }
    }
}
