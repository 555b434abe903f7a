package io.github.headgate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.headgate.Scripted.Outcome;
import io.github.headgate.reactor.Deadline;
import io.github.headgate.testkit.Answer;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.ValidationDepth;
import io.r2dbc.spi.Wrapped;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;

/** A connection in the hands of a user of R2DBC, at exact times. */
class GuardedConnectionTest {

    private final Scripted scripted = new Scripted().ready();
    private Connection connection;

    @BeforeEach
    void taken() {
        connection = scripted.run(scripted.client.connectionFactory().create()).values.get(0);
    }

    private Flux<Long> update(String sql) {
        return Flux.from(connection.createStatement(sql).execute()).concatMap(Result::getRowsUpdated);
    }

    private <T> Flux<T> within(Duration limit, Publisher<T> work) {
        return Flux.from(work).contextWrite(Deadline.after(limit, scripted.timer)::writeTo);
    }

    @Nested
    class AClose {

        @Test
        void leavesNothingOfTheConnectionInItsUsersHands() {
            scripted.run(connection.close()).endedAt(0);

            assertThat(scripted.run(connection.validate(ValidationDepth.REMOTE)).values).containsExactly(false);
            assertThat(scripted.run(connection.validate(ValidationDepth.LOCAL)).values).containsExactly(false);
            assertThatThrownBy(() -> ((Wrapped<?>) connection).unwrap(Connection.class))
                    .isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> ((Wrapped<?>) connection).unwrap()).isInstanceOf(IllegalStateException.class);
        }

        @Test
        void goesOnWhenNobodyWaitsForIt() {
            scripted.driver.on("ROLLBACK", Answer.updated(0).after(Duration.ofMillis(100)));
            scripted.run(connection.beginTransaction());

            scripted.run(connection.close()).subscription.dispose();
            scripted.advance(100);

            assertThat(scripted.client.snapshot().inUse()).isZero();
            assertThat(scripted.client.snapshot().idle()).isEqualTo(2);
        }
    }

    @Nested
    class TheDeadlineOfAContext {

        @Test
        void endsAStatement() {
            scripted.driver.on("debit", Answer.hangs());

            Outcome<Long> late = scripted.run(within(Duration.ofMillis(200), update("debit")));
            scripted.advance(200);

            assertThat(late.endedAt(200).failure)
                    .isInstanceOf(DeadlineExceededException.class)
                    .hasMessageStartingWith("client test: deadline passed after 200 ms in EXECUTE");
            assertThat(((DeadlineExceededException) late.failure).verdict()).isEqualTo(Verdict.UNKNOWN);
        }

        @Test
        void refusesACommitAndLetsARollbackPass() {
            scripted.run(connection.beginTransaction());
            scripted.run(update("debit")).endedAt(0);

            Outcome<Void> commit = scripted.run(within(Duration.ZERO, connection.commitTransaction()));
            Outcome<Void> rollback = scripted.run(within(Duration.ZERO, connection.rollbackTransaction()));

            assertThat(commit.endedAt(0).failure).isInstanceOf(DeadlineExceededException.class);
            assertThat(((DeadlineExceededException) commit.failure).verdict()).isEqualTo(Verdict.ROLLED_BACK);
            assertThat(scripted.executions("COMMIT")).isZero();
            assertThat(rollback.endedAt(0).failure).hasMessage("it has not failed");
            assertThat(scripted.executions("ROLLBACK")).isEqualTo(1);
        }

        @Test
        void leavesNothingToCommitOfATransactionThatItCutInto() {
            scripted.driver.on("debit", Answer.updated(1).after(Duration.ofMillis(300)));
            scripted.run(connection.beginTransaction());
            scripted.run(within(Duration.ofMillis(200), update("debit")));
            scripted.advance(400);

            Outcome<Void> commit = scripted.run(connection.commitTransaction());

            assertThat(commit.endedAt(0).failure).isInstanceOf(DeadlineExceededException.class);
            assertThat(scripted.executions("COMMIT")).isZero();
            scripted.run(connection.rollbackTransaction()).endedAt(0);
            scripted.run(connection.beginTransaction()).endedAt(0);
            scripted.run(connection.commitTransaction()).endedAt(0);
            assertThat(scripted.executions("COMMIT")).isEqualTo(1);
        }

        @Test
        void leavesACommitUnknownThatIsUnderWay() {
            scripted.driver.on("COMMIT", Answer.hangs());
            scripted.run(connection.beginTransaction());
            scripted.run(update("debit"));

            Outcome<Void> commit = scripted.run(within(Duration.ofMillis(200), connection.commitTransaction()));
            scripted.advance(200);

            assertThat(commit.endedAt(200).failure)
                    .isInstanceOf(OutcomeUnknownException.class)
                    .hasMessageStartingWith("client test: a write was sent at ");
        }
    }

    @Nested
    class ALostCommit {

        @Test
        void letsNothingBeginAfterIt() {
            scripted.driver.on("COMMIT", Answer.hangs());
            scripted.run(connection.beginTransaction());
            scripted.run(within(Duration.ofMillis(200), connection.commitTransaction()));
            scripted.advance(200);

            scripted.run(connection.rollbackTransaction()).endedAt(0);
            Outcome<Void> begin = scripted.run(connection.beginTransaction());

            assertThat(begin.endedAt(0).failure).hasMessageContaining("closed");
        }

        @Test
        void isUnknownAndSaysWhatWasSentAndWhen() {
            scripted.driver.on("COMMIT", Answer.dies(Scripted.closed()));
            scripted.run(connection.beginTransaction());
            scripted.run(update("debit"));
            scripted.advance(70);

            OutcomeUnknownException lost = (OutcomeUnknownException) scripted.run(connection.commitTransaction())
                    .endedAt(0).failure;

            assertThat(lost.getSql()).isEqualTo("COMMIT");
            assertThat(lost.sentAt().toEpochMilli()).isEqualTo(scripted.millis());
            assertThat(lost.phase()).isEqualTo(Phase.COMMIT);
            assertThat(lost.generation()).isEqualTo(1);
        }

        @Test
        void isUnknownToWhoTurnsAutoCommitOnToCommit() {
            scripted.driver.on("COMMIT", Answer.dies(Scripted.closed()));
            scripted.run(connection.setAutoCommit(false));
            scripted.run(update("debit"));

            Outcome<Void> commit = scripted.run(connection.setAutoCommit(true));

            assertThat(commit.endedAt(0).failure).isInstanceOf(OutcomeUnknownException.class);
        }
    }
}
