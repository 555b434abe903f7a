package io.github.headgate;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.headgate.Scripted.Outcome;
import io.github.headgate.testkit.Answer;
import io.github.headgate.testkit.Execution;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** A part of a transaction that can be undone alone. */
class SavepointTest {

    private final Scripted scripted = new Scripted().ready();

    private List<String> sent() {
        return scripted.driver.executions().stream().map(Execution::sql).toList();
    }

    @Test
    void isReleasedWhenItsWorkIsDone() {
        Outcome<Long> done = scripted.run(scripted.client.inTransaction(
                tx -> tx.inSavepoint(inner -> inner.sql("debit").update())));

        assertThat(done.endedAt(0).values).containsExactly(1L);
        assertThat(sent()).containsSubsequence(
                "BEGIN", "SAVEPOINT headgate_1", "debit", "RELEASE SAVEPOINT headgate_1", "COMMIT");
    }

    @Test
    void isGoneBackToWhenItsWorkFailsAndTheTransactionGoesOn() {
        scripted.driver.on("debit", Answer.fails(Scripted.answer("23514")));

        Outcome<Long> done = scripted.run(scripted.client.inTransaction(
                tx -> tx.inSavepoint(inner -> inner.sql("debit").update())
                        .onErrorReturn(0L)
                        .then(tx.sql("credit").update())));

        assertThat(done.endedAt(0).values).containsExactly(1L);
        assertThat(sent()).containsSubsequence("debit", "ROLLBACK TO SAVEPOINT headgate_1", "credit", "COMMIT");
    }

    @Test
    void undoesWhatFailedForAReasonOfItsOwn() {
        Outcome<Long> done = scripted.run(scripted.client.inTransaction(
                tx -> tx.inSavepoint(inner -> inner.sql("debit")
                        .update()
                        .then(Mono.<Long>error(
                                new IllegalStateException("not enough"))))
                        .onErrorReturn(7L)));

        assertThat(done.endedAt(0).values).containsExactly(7L);
        assertThat(sent()).containsSubsequence("debit", "ROLLBACK TO SAVEPOINT headgate_1", "COMMIT");
    }

    @Test
    void nests() {
        scripted.driver.on("debit", Answer.fails(Scripted.answer("23514")));

        Outcome<Long> done = scripted.run(scripted.client.inTransaction(tx -> tx.inSavepoint(
                outer -> outer.inSavepoint(inner -> inner.sql("debit").update())
                        .onErrorReturn(0L)
                        .then(outer.sql("credit").update()))));

        assertThat(done.endedAt(0).values).containsExactly(1L);
        assertThat(sent()).containsSubsequence("SAVEPOINT headgate_1", "SAVEPOINT headgate_2", "debit",
                "ROLLBACK TO SAVEPOINT headgate_2", "credit", "RELEASE SAVEPOINT headgate_1", "COMMIT");
    }

    @Test
    void leavesTheFailureOfAnotherPartAsItIs() {
        scripted.driver.on("debit", Answer.fails(Scripted.answer("23514")));
        scripted.driver.on("credit", Answer.fails(Scripted.answer("23503")));
        scripted.driver.on("note", Answer.fails(Scripted.answer("25P02")));

        Outcome<Long> failed = scripted.run(scripted.client.inTransaction(
                tx -> tx.inSavepoint(inner -> inner.sql("debit").update())
                        .onErrorReturn(0L)
                        .then(tx.sql("credit").update())
                        .onErrorReturn(0L)
                        .then(tx.sql("note").update())));

        assertThat(Failures.sqlState(failed.endedAt(0).failure)).isEqualTo("23503");
    }

    @Test
    void makesTheWholeRunAgainIfADeadlockIsLetThrough() {
        scripted.driver.on("debit", Answer.fails(Scripted.answer("40P01")), Answer.updated(1));

        Outcome<Long> done = scripted.run(scripted.client.inTransaction(
                tx -> tx.inSavepoint(inner -> inner.sql("debit").update())));
        scripted.advance(500);

        assertThat(done.endedAt(500).values).containsExactly(1L);
        assertThat(scripted.executions("BEGIN")).isEqualTo(2);
    }

    @Test
    void thatIsLeftIsUndoneBeforeTheCommit() {
        scripted.driver.on("debit", Answer.updated(1).after(Duration.ofMillis(50)));

        Outcome<Long> done = scripted.run(scripted.client.inTransaction(
                tx -> tx.inSavepoint(inner -> inner.sql("debit").update().then(Mono.<Long>never()))
                        .timeout(Duration.ofMillis(100), Mono.just(7L), scripted.timer)));
        scripted.advance(100);

        assertThat(done.endedAt(100).values).containsExactly(7L);
        assertThat(sent()).containsSubsequence("debit", "ROLLBACK TO SAVEPOINT headgate_1", "COMMIT");
    }

    @Test
    void thatCannotBeMadeLeavesTheOneAroundItAsItIs() {
        scripted.driver.on("SAVEPOINT headgate_2", Answer.fails(Scripted.answer("25P02")));

        Outcome<Long> done = scripted.run(scripted.client.inTransaction(tx -> tx.inSavepoint(
                outer -> outer.inSavepoint(inner -> inner.sql("debit").update()))
                .onErrorReturn(7L)));

        assertThat(done.endedAt(0).values).containsExactly(7L);
        assertThat(sent()).containsSubsequence("ROLLBACK TO SAVEPOINT headgate_1", "COMMIT")
                .doesNotContain("ROLLBACK TO SAVEPOINT headgate_2");
    }

    @Test
    void thatCannotBeGoneBackToEndsItsConnectionSoThatNothingIsCommitted() {
        scripted.driver.on("ROLLBACK TO SAVEPOINT headgate_1", Answer.fails(Scripted.answer("XX000")));
        IllegalStateException first = new IllegalStateException("not enough");

        Outcome<Long> failed = scripted.run(scripted.client.inTransaction(
                tx -> tx.inSavepoint(inner -> inner.sql("debit").update().then(Mono.<Long>error(first)))
                        .onErrorReturn(0L)));
        scripted.advance(4000);

        assertThat(failed.ended).isTrue();
        assertThat(failed.values).isEmpty();
        assertThat(first.getSuppressed()).isNotEmpty();
        assertThat(scripted.executions("COMMIT")).isZero();
    }
}
