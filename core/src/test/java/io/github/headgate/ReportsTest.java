package io.github.headgate;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.headgate.HeadgateEvent.AttemptFailed;
import io.github.headgate.HeadgateEvent.ConnectionAcquired;
import io.github.headgate.HeadgateEvent.ConnectionOpened;
import io.github.headgate.HeadgateEvent.ConnectionReturned;
import io.github.headgate.HeadgateEvent.EngineAwaited;
import io.github.headgate.HeadgateEvent.OperationEnded;
import io.github.headgate.HeadgateEvent.OperationEnded.Termination;
import io.github.headgate.HeadgateEvent.OutcomeUnknown;
import io.github.headgate.HeadgateEvent.Retry;
import io.github.headgate.HeadgateEvent.RetryRefused;
import io.github.headgate.reactor.RetriesStopped;
import io.github.headgate.testkit.Answer;
import io.github.headgate.testkit.Connect;
import io.r2dbc.spi.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

/** What listeners and observers hear of operations, and that nobody is told who does not ask. */
class ReportsTest {

    private final List<HeadgateEvent> heard = new ArrayList<>();
    private final Scripted scripted = new Scripted(settings -> settings.addListener(listener()));

    private HeadgateListener listener() {
        return new HeadgateListener() {

            @Override
            public void on(HeadgateEvent event) {
                heard.add(event);
            }

            @Override
            public boolean hearsOperations() {
                return true;
            }
        };
    }

    private <E extends HeadgateEvent> List<E> heard(Class<E> kind) {
        return heard.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    private OperationEnded onlyEnd() {
        List<OperationEnded> ends = heard(OperationEnded.class);
        assertThat(ends).hasSize(1);
        return ends.get(0);
    }

    @Nested
    class AListener {

        @Test
        void hearsOfOperationsOnlyIfItAsksFor() {
            scripted.ready().run(scripted.read());

            assertThat(heard(OperationEnded.class)).hasSize(1);
            assertThat(scripted.events.of(OperationEnded.class)).isEmpty();
            assertThat(scripted.events.of(HeadgateEvent.GenerationReady.class)).hasSize(1);
        }

        @Test
        void isToldWhomItWillHearOf() {
            List<String> names = new ArrayList<>();
            HeadgateListener curious = new HeadgateListener() {

                @Override
                public void on(HeadgateEvent event) {
                    // it waits for its client
                }

                @Override
                public void created(HeadgateClient client, HeadgateOptions options) {
                    names.add(options.name() + " " + client.snapshot().open());
                }
            };

            new Scripted(settings -> settings.addListener(curious));

            assertThat(names).containsExactly("test 0");
        }
    }

    @Nested
    class AnEnd {

        @Test
        void isToldOfAQueryWithItsTimeAndItsAttempts() {
            scripted.ready().driver.on("select 1", Answer.fails(Scripted.answer("40001")), Answer.value(7));

            scripted.run(scripted.read());
            scripted.advance(500);

            assertThat(onlyEnd()).isEqualTo(new OperationEnded(
                    OperationKind.QUERY, Termination.COMPLETED, Duration.ofMillis(500), 2, 1, Optional.empty()));
        }

        @Test
        void hasTheFailureThatTheCallerIsTold() {
            scripted.ready().driver.on("insert", Answer.dies(Scripted.closed()));

            Scripted.Outcome<Long> write = scripted.run(scripted.write("insert"));

            assertThat(onlyEnd().kind()).isEqualTo(OperationKind.UPDATE);
            assertThat(onlyEnd().termination()).isEqualTo(Termination.FAILED);
            assertThat(onlyEnd().failure()).containsSame(write.failure)
                    .containsInstanceOf(OutcomeUnknownException.class);
        }

        @Test
        void isToldOfACancelAndNotAgainOfWhatFollows() {
            scripted.ready().driver.on("select 1", Answer.hangs());

            scripted.run(scripted.read()).subscription.dispose();
            scripted.advance(10_000);

            assertThat(onlyEnd().termination()).isEqualTo(Termination.CANCELLED);
        }

        @Test
        void isToldOfAnOperationThatAClosedClientRefuses() {
            scripted.run(scripted.client.close());

            scripted.run(scripted.read());

            assertThat(onlyEnd().failure()).containsInstanceOf(ClientClosedException.class);
            assertThat(onlyEnd().attempts()).isZero();
        }

        @Test
        void isToldOfEachKind() {
            scripted.ready();

            scripted.run(scripted.client.inTransaction(tx -> tx.sql("debit").update()));
            scripted.run(scripted.client.guard(scripted.read()));
            scripted.run(scripted.client.health());
            scripted.run(scripted.client.connectionFactory().create().flatMap(this::closed));

            assertThat(heard(OperationEnded.class)).extracting(OperationEnded::kind)
                    .containsExactly(OperationKind.TRANSACTION, OperationKind.QUERY, OperationKind.GUARD,
                            OperationKind.HEALTH, OperationKind.CONNECTION);
        }

        private Mono<Void> closed(Connection connection) {
            return Mono.from(connection.close());
        }
    }

    @Nested
    class TheWay {

        @Test
        void toAnEngineIsToldOnlyToThoseWhoHadToWaitForIt() {
            scripted.driver.connects(Connect.fails(Scripted.refused()), Connect.succeeds());

            scripted.run(scripted.read());
            scripted.advance(100);
            scripted.run(scripted.read());

            assertThat(heard(EngineAwaited.class)).containsExactly(new EngineAwaited(1, Duration.ofMillis(100)));
        }

        @Test
        void toAConnectionAndBackIsTimed() {
            scripted.driver.on("select 1", Answer.value(1).after(Duration.ofMillis(30)));

            scripted.ready().run(scripted.read());
            scripted.advance(30);

            assertThat(heard(ConnectionAcquired.class)).containsExactly(new ConnectionAcquired(1, Duration.ZERO));
            assertThat(heard(ConnectionReturned.class))
                    .containsExactly(new ConnectionReturned(1, Duration.ofMillis(30)));
        }

        @Test
        void ofEachConnectIsTimed() {
            scripted.driver.connects(Connect.succeeds().after(Duration.ofMillis(20)));

            scripted.run(scripted.client.ready());
            scripted.advance(100);

            assertThat(heard(ConnectionOpened.class)).hasSize(3)
                    .containsOnly(new ConnectionOpened(Duration.ofMillis(20)));
        }
    }

    @Nested
    class ARefusal {

        @Test
        void comesWhenNoRetryIsLeft() {
            scripted.ready().driver.on("select 1", Answer.fails(Scripted.answer("40001")));

            scripted.run(scripted.read());
            scripted.advance(1500);

            assertThat(heard(RetryRefused.class)).singleElement().satisfies(refused -> {
                assertThat(refused.reason()).isEqualTo(RetriesStopped.Reason.ATTEMPTS);
                assertThat(refused.attempts()).isEqualTo(3);
            });
        }

        @Test
        void comesWhenTheFailureIsNotToBeRetried() {
            scripted.ready().driver.on("select nonsense", Answer.fails(Scripted.answer("42601")));

            scripted.run(scripted.read("select nonsense"));

            assertThat(scripted.events.of(RetryRefused.class)).extracting(RetryRefused::reason)
                    .containsExactly(RetriesStopped.Reason.NOT_RETRYABLE);
        }
    }

    @Nested
    class AnUnknownOutcome {

        @Test
        void isToldOnceThoughAGuardEndsSoToo() {
            scripted.ready().driver.on("insert", Answer.dies(Scripted.closed()));

            scripted.run(scripted.client.guard(scripted.write("insert")));

            assertThat(heard(OperationEnded.class)).hasSize(2)
                    .allSatisfy(
                            ended -> assertThat(ended.failure()).containsInstanceOf(OutcomeUnknownException.class));
            assertThat(scripted.events.of(OutcomeUnknown.class)).singleElement()
                    .extracting(OutcomeUnknown::phase)
                    .isEqualTo(Phase.EXECUTE);
        }

        @Test
        void isToldOfACommitThroughTheConnectionFactory() {
            scripted.ready().driver.on("COMMIT", Answer.dies(Scripted.closed()));

            scripted.run(Flux.usingWhen(scripted.client.connectionFactory().create(),
                    connection -> Mono.from(connection.beginTransaction())
                            .then(Mono.from(connection.commitTransaction())),
                    Connection::close));

            assertThat(scripted.events.of(OutcomeUnknown.class)).singleElement()
                    .extracting(OutcomeUnknown::phase)
                    .isEqualTo(Phase.COMMIT);
        }
    }

    @Nested
    class AnObserver {

        private final List<HeadgateEvent> seen = new ArrayList<>();
        private final List<OperationDescription> begun = new ArrayList<>();
        private final Scripted observed = new Scripted(settings -> settings.observer((operation, context) -> {
            begun.add(operation);
            return follower();
        })).ready();

        private OperationObserver.Observed follower() {
            return new OperationObserver.Observed() {

                @Override
                public void on(HeadgateEvent event) {
                    seen.add(event);
                }

                @Override
                public Context writeTo(Context context) {
                    return context.put("trace", 7);
                }
            };
        }

        @Test
        void knowsTheStatementAndFollowsItToItsEnd() {
            observed.driver.on("select 1", Answer.fails(Scripted.answer("40001")), Answer.value(7));

            observed.run(observed.read());
            observed.advance(500);

            assertThat(begun).containsExactly(new OperationDescription(
                    "test", Optional.empty(), OperationKind.QUERY, Optional.of("select 1")));
            assertThat(seen).extracting(Object::getClass)
                    .containsExactly(ConnectionAcquired.class, AttemptFailed.class, Retry.class,
                            ConnectionAcquired.class, OperationEnded.class);
        }

        @Test
        void hearsNothingOfAnAttemptThatFailsWhileItIsCancelled() {
            List<HeadgateEvent> told = new ArrayList<>();
            Disposable.Swap reading = Disposables.swap();
            Scripted quitting = new Scripted(settings -> settings
                    .addListener(event -> {
                        if (event instanceof AttemptFailed) {
                            reading.dispose();
                        }
                    })
                    .observer((operation, context) -> told::add)).ready();
            quitting.driver.on("select 1", Answer.fails(Scripted.answer("40001")).after(Duration.ofMillis(1)));

            reading.update(quitting.read().subscribe());
            quitting.advance(500);

            assertThat(told).extracting(Object::getClass)
                    .containsExactly(ConnectionAcquired.class, OperationEnded.class);
        }

        @Test
        void writesToTheContextOfWhatRunsInside() {
            Scripted.Outcome<Object> inside = observed.run(observed.client.guard(
                    Mono.deferContextual(context -> Mono.just(context.get("trace")))));

            assertThat(inside.values).containsExactly(7);
        }

        @Test
        void harmsNothingWhenItFails() {
            Scripted broken = new Scripted(settings -> settings.observer((operation, context) -> {
                throw new IllegalStateException("broken");
            })).ready();

            assertThat(broken.run(broken.read()).endedAt(0).ended).isTrue();
        }
    }
}
