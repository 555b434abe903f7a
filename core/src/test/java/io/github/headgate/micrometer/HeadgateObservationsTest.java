package io.github.headgate.micrometer;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.headgate.OperationKind;
import io.github.headgate.testkit.Answer;
import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.R2dbcBadGrammarException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

class HeadgateObservationsTest {

    private final TestObservationRegistry registry = TestObservationRegistry.create();
    private final List<String> events = new ArrayList<>();
    private final ScriptedClient scripted = client(HeadgateObservations.of(registry));

    HeadgateObservationsTest() {
        registry.observationConfig().observationHandler(new EventsKept());
    }

    private static ScriptedClient client(HeadgateObservations observations) {
        return new ScriptedClient(settings -> settings.observer(observations)).ready();
    }

    /** Keeps what is told in the course of an observation. */
    private final class EventsKept implements ObservationHandler<Observation.Context> {

        @Override
        public void onEvent(Observation.Event event, Observation.Context context) {
            events.add(event.getName() + ": " + event.getContextualName());
        }

        @Override
        public boolean supportsContext(Observation.Context context) {
            return true;
        }
    }

    private TestObservationRegistryAssert observations() {
        return TestObservationRegistryAssert.assertThat(registry);
    }

    private Observation.Context onlyContext() {
        List<Observation.Context> seen = new ArrayList<>();
        observations().hasHandledContextsThatSatisfy(seen::addAll);
        assertThat(seen).hasSize(1);
        return seen.get(0);
    }

    @Nested
    class AnOperation {

        @Test
        void isNamedAsTheConventionsHaveIt() {
            scripted.run(scripted.read());

            observations()
                    .hasSingleObservationThat()
                    .hasNameEqualTo("headgate.operation")
                    .hasContextualNameEqualTo("query")
                    .hasLowCardinalityKeyValue("db.system.name", "postgresql")
                    .hasLowCardinalityKeyValue("db.operation.name", "query")
                    .hasLowCardinalityKeyValue("db.client.connection.pool.name", "orders")
                    .hasLowCardinalityKeyValue("outcome", "completed")
                    .hasLowCardinalityKeyValue("error.type", "none")
                    .hasHighCardinalityKeyValue("headgate.attempts", "1")
                    .doesNotHaveHighCardinalityKeyValueWithKey("db.query.text")
                    .hasBeenStarted()
                    .hasBeenStopped();
        }

        @Test
        void tellsOfItsAttemptsAndRetries() {
            scripted.driver.on("select 1", Answer.fails(ScriptedClient.answer("40001")));

            scripted.run(scripted.read());
            scripted.advance(1500);

            assertThat(events).containsExactly(
                    "attempt.failed: attempt 1 failed in EXECUTE: ROLLED_BACK, 40001",
                    "retry: retry 1 after 500 ms",
                    "attempt.failed: attempt 2 failed in EXECUTE: ROLLED_BACK, 40001",
                    "retry: retry 2 after 1000 ms",
                    "attempt.failed: attempt 3 failed in EXECUTE: ROLLED_BACK, 40001",
                    "retry.refused: no retry after attempt 3: attempts");
            observations()
                    .hasSingleObservationThat()
                    .hasLowCardinalityKeyValue("outcome", "failed")
                    .hasLowCardinalityKeyValue("db.response.status_code", "40001")
                    .hasError();
        }

        @Test
        void endsWhenItIsCancelled() {
            scripted.driver.on("select 1", Answer.hangs());

            scripted.run(scripted.read()).dispose();

            observations()
                    .hasSingleObservationThat()
                    .hasLowCardinalityKeyValue("outcome", "cancelled")
                    .doesNotHaveError()
                    .hasBeenStopped();
        }

        @Test
        void isTheWayToAConnectionWhereThatIsAskedFor() {
            scripted.run(Flux.usingWhen(
                    scripted.client.connectionFactory().create(),
                    connection -> Mono.empty(),
                    Connection::close));

            observations()
                    .hasSingleObservationThat()
                    .hasLowCardinalityKeyValue("db.operation.name", "connection")
                    .hasBeenStopped();
        }

        @Test
        void isNotAHealthCheck() {
            scripted.run(scripted.client.health());

            observations().doesNotHaveAnyObservation();
        }
    }

    @Nested
    class AParent {

        private final Observation caller = Observation.start("caller", registry);

        private Context context() {
            return Context.of(ObservationThreadLocalAccessor.KEY, caller);
        }

        @Test
        void isTakenFromTheContextOfTheSubscriber() {
            scripted.run(scripted.read().contextWrite(context()));

            observations()
                    .hasObservationWithNameEqualTo("headgate.operation")
                    .that()
                    .hasParentObservationEqualTo(caller);
        }

        @Test
        void isTheOperationForWhatRunsInside() {
            List<Object> inside = new ArrayList<>();

            scripted.run(scripted.client.guard(scripted.read()
                    .doOnEach(signal -> signal.getContextView()
                            .<Observation>getOrEmpty(ObservationThreadLocalAccessor.KEY)
                            .map(current -> ((HeadgateObservationContext) current.getContextView()).operation().kind())
                            .ifPresent(inside::add)))
                    .contextWrite(context()));

            assertThat(inside).isNotEmpty().containsOnly(OperationKind.GUARD);
        }

        @Test
        void isNotReplacedByAnObservationThatIsSwitchedOff() {
            List<Object> inside = new ArrayList<>();
            ScriptedClient off = client(HeadgateObservations.of(ObservationRegistry.NOOP));

            off.run(off.client.guard(Mono.deferContextual(context -> {
                inside.add(context.get(ObservationThreadLocalAccessor.KEY));
                return Mono.empty();
            })).contextWrite(context()));

            assertThat(inside).containsExactly(caller);
        }
    }

    @Nested
    class TheStatement {

        @Test
        void isShownWithoutItsArgumentsIfThatIsAskedFor() {
            ScriptedClient telling = client(HeadgateObservations.builder(registry).queryText().build());

            telling.run(telling.client.sql("update t set a = $1").bind(0, "secret").update());

            observations()
                    .hasSingleObservationThat()
                    .hasHighCardinalityKeyValue("db.query.text", "update t set a = $1");
            assertThat(onlyContext().getAllKeyValues()).extracting(KeyValue::getValue)
                    .noneMatch(value -> value.contains("secret"));
        }
    }

    @Nested
    class AnError {

        private static final String ANSWER = "invalid input syntax for type integer: \"secret\"";

        private Throwable error(HeadgateObservations observations) {
            ScriptedClient failing = client(observations);
            failing.driver.on("insert", Answer.fails(new R2dbcBadGrammarException(ANSWER, "22P02")));
            failing.run(failing.write());
            return requireNonNull(onlyContext().getError());
        }

        @Test
        void saysWhatKindOfFailureItWasAndNothingThatItsMessageQuotes() {
            Throwable error = error(HeadgateObservations.of(registry));

            assertThat(error).hasMessage("22P02 io.r2dbc.spi.R2dbcBadGrammarException").hasNoCause();
            assertThat(error.getStackTrace()).isEmpty();
            assertThat(error.getSuppressed()).isEmpty();
        }

        @Test
        void isTheFailureItselfIfTheStatementIsShownToo() {
            assertThat(error(HeadgateObservations.builder(registry).queryText().build()))
                    .isInstanceOf(R2dbcBadGrammarException.class)
                    .hasMessage(ANSWER);
        }

        @Test
        void isAClassAloneWhereNoServerAnswered() {
            scripted.run(scripted.client.guard(Mono.error(new IllegalStateException("secret"))));

            assertThat(onlyContext().getError()).hasMessage("java.lang.IllegalStateException");
        }
    }

    @Nested
    class AConvention {

        @Test
        void canBeReplacedInPart() {
            ScriptedClient own = client(HeadgateObservations.builder(registry)
                    .convention(new HeadgateObservationConvention() {

                        @Override
                        public KeyValues getLowCardinalityKeyValues(HeadgateObservationContext context) {
                            return KeyValues.of("kind", context.operation().kind().name());
                        }
                    })
                    .build());

            own.run(own.write());

            observations()
                    .hasSingleObservationThat()
                    .hasNameEqualTo("headgate.operation")
                    .hasLowCardinalityKeyValue("kind", "UPDATE")
                    .doesNotHaveLowCardinalityKeyValueWithKey("outcome");
            assertThat(Optional.ofNullable(onlyContext().getContextualName())).contains("update");
        }
    }
}
