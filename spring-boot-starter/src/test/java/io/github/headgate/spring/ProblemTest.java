package io.github.headgate.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.headgate.DeadlineExceededException;
import io.github.headgate.NotReadyException;
import io.github.headgate.OutcomeUnknownException;
import io.github.headgate.TooManyWaitersException;
import io.r2dbc.spi.R2dbcBadGrammarException;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import io.r2dbc.spi.R2dbcPermissionDeniedException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.http.HttpStatus;
import org.springframework.r2dbc.UncategorizedR2dbcException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.web.server.ResponseStatusException;
import reactor.core.publisher.Mono;

class ProblemTest {

    private static Throwable notReady() {
        Scripted scripted = Scripted.down();
        Throwable failure = scripted.failure(read(scripted, "select 1"), 4000);
        assertThat(failure).isInstanceOf(NotReadyException.class);
        return failure;
    }

    private static Mono<Integer> read(Scripted scripted, String sql) {
        return scripted.client.sql(sql).query(row -> 1).one();
    }

    @Test
    void isThatTheDatabaseIsNotReadyAndWhenToComeBack() {
        Throwable failure = notReady();

        Problem problem = Problem.of(failure).orElseThrow();

        assertThat(problem.status()).isEqualTo(HttpStatus.SERVICE_UNAVAILABLE);
        assertThat(problem.detail()).isEqualTo("the database is not ready");
        assertThat(problem.retryAfter()).contains(((NotReadyException) failure).retryAfter());
    }

    @Test
    void isFoundInsideOfWhatSpringWrapsItIn() {
        Throwable wrapped = new CannotCreateTransactionException("no transaction",
                new DataAccessResourceFailureException("no connection", notReady()));

        assertThat(Problem.of(wrapped)).hasValueSatisfying(
                problem -> assertThat(problem.status()).isEqualTo(HttpStatus.SERVICE_UNAVAILABLE));
    }

    @Test
    void isNotFoundInsideOfWhatSaysItsStatusItself() {
        Throwable own = new ResponseStatusException(HttpStatus.CONFLICT, "own", notReady());

        assertThat(Problem.of(own)).isEmpty();
    }

    @Test
    void isThatTooManyWait() {
        Scripted scripted = Scripted.down();
        scripted.run(read(scripted, "select 1"), 0);
        Throwable failure = scripted.failure(read(scripted, "select 1"), 0);

        Problem problem = Problem.of(failure).orElseThrow();

        assertThat(failure).isInstanceOf(TooManyWaitersException.class);
        assertThat(problem.status()).isEqualTo(HttpStatus.SERVICE_UNAVAILABLE);
        assertThat(problem.retryAfterSeconds()).contains(1L);
    }

    @Test
    void isThatTheDatabaseIsBusyWhenNothingWasSent() {
        Scripted scripted = Scripted.ready();
        scripted.saturate();
        Throwable failure = scripted.failure(read(scripted, "select 1"), 4000);

        Problem problem = Problem.of(failure).orElseThrow();

        assertThat(failure).isInstanceOf(DeadlineExceededException.class);
        assertThat(problem.status()).isEqualTo(HttpStatus.SERVICE_UNAVAILABLE);
        assertThat(problem.retryAfterSeconds()).contains(1L);
    }

    @Test
    void isThatTheAnswerCameTooLateWhenSomethingWasSent() {
        Scripted scripted = Scripted.ready();
        Throwable failure = scripted.failure(read(scripted, "select slow"), 4000);

        Problem problem = Problem.of(failure).orElseThrow();

        assertThat(failure).isInstanceOf(DeadlineExceededException.class);
        assertThat(problem.status()).isEqualTo(HttpStatus.GATEWAY_TIMEOUT);
        assertThat(problem.retryAfter()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"08006", "57P01"})
    void isThatNoAnswerCameWhenTheConnectionWasLost(String sqlState) {
        Throwable failure = new UncategorizedR2dbcException("read", "select 1",
                new R2dbcNonTransientResourceException("the connection is gone", sqlState));

        Problem problem = Problem.of(failure).orElseThrow();

        assertThat(problem.status()).isEqualTo(HttpStatus.GATEWAY_TIMEOUT);
        assertThat(problem.retryAfter()).isEmpty();
    }

    @Test
    void isNoneOfOursWhenAStatementIsWrong() {
        assertThat(Problem.of(new R2dbcBadGrammarException("no such table", "42P01"))).isEmpty();
    }

    @Test
    void isThatTheDatabaseCannotBeReachedWhenItRefuses() {
        Scripted scripted = Scripted
                .down(new R2dbcPermissionDeniedException("password authentication failed", "28P01"));
        Throwable failure = scripted.failure(read(scripted, "select 1"), 0);

        Problem problem = Problem.of(failure).orElseThrow();

        assertThat(problem.status()).isEqualTo(HttpStatus.SERVICE_UNAVAILABLE);
        assertThat(problem.retryAfter()).isEmpty();
    }

    @Test
    void isNoneOfOursWhenTheOutcomeOfAWriteIsUnknown() {
        Scripted scripted = Scripted.ready();
        Throwable failure = scripted.failure(scripted.client.sql("select slow").update(), 4000);

        assertThat(failure).isInstanceOf(OutcomeUnknownException.class);
        assertThat(Problem.of(failure)).isEmpty();
    }

    @Test
    void isNoneOfOursWhenItIsAnotherFailure() {
        assertThat(Problem.of(new IllegalStateException("bug", new IllegalArgumentException()))).isEmpty();
    }

    @Test
    void toldInWholeSecondsIsRoundedUp() {
        assertThat(seconds(Duration.ofMillis(100))).contains(1L);
        assertThat(seconds(Duration.ofSeconds(2))).contains(2L);
        assertThat(seconds(Duration.ofMillis(2001))).contains(3L);
        assertThat(seconds(Duration.ZERO)).contains(1L);
    }

    private static Optional<Long> seconds(Duration wait) {
        return new Problem(HttpStatus.SERVICE_UNAVAILABLE, "late", Optional.of(wait)).retryAfterSeconds();
    }
}
