package io.github.headgate.reactor;

import static io.github.headgate.reactor.RetriesStopped.Reason.ATTEMPTS;
import static io.github.headgate.reactor.RetriesStopped.Reason.BUDGET;
import static io.github.headgate.reactor.RetriesStopped.Reason.DEADLINE;
import static io.github.headgate.reactor.RetriesStopped.Reason.NOT_RETRYABLE;
import static io.github.headgate.reactor.RetryDecision.AT_ONCE;
import static io.github.headgate.reactor.RetryDecision.BACK_OFF;
import static io.github.headgate.reactor.RetryDecision.NEVER;
import static java.time.Duration.ZERO;
import static java.util.function.Predicate.not;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import reactor.core.Exceptions;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

/** What {@link BoundedRetry} leaves on the failure that it signals. */
class RetriesStoppedTest {

    private final VirtualTimeScheduler timer = VirtualTimeScheduler.create();
    private final FailingAttempts attempts = new FailingAttempts();

    @Test
    void countsTheAttempts() {
        Throwable last = failure(attempts.mono().retryWhen(retry().build()));

        assertThat(last).hasMessage("attempt 3");
        assertStopped(last, ATTEMPTS, 3);
        assertThat(RetriesStopped.of(last).orElseThrow()).hasMessage("gave up after attempt 3: no retry left");
    }

    @Test
    void comesWithTheEarlierFailures() {
        Throwable last = failure(attempts.mono().retryWhen(retry().build()));

        assertThat(suppressed(last)).extracting(Throwable::getMessage).containsExactly("attempt 1", "attempt 2");
    }

    @Test
    void comesWithTheLatestSixteenOfManyFailures() {
        Throwable last = failure(attempts.mono().retryWhen(retry().maxRetries(1000).build()));

        assertThat(suppressed(last))
                .hasSize(16)
                .last()
                .satisfies(failure -> assertThat(failure).hasMessage("attempt 1000"));
    }

    @Test
    void hasNoStackTrace() {
        Throwable last = failure(attempts.mono().retryWhen(retry().build()));

        assertThat(RetriesStopped.of(last).orElseThrow().getStackTrace()).isEmpty();
    }

    @Test
    void isNotLeftOnAFirstFailureThatIsNotRetryable() {
        IOException failure = new IOException("bug");

        Throwable last = failure(Mono.error(failure).retryWhen(deciding(Mono.just(NEVER))));

        assertThat(last).isSameAs(failure).hasNoSuppressedExceptions();
    }

    @Test
    void saysThatALaterFailureIsNotRetryable() {
        BoundedRetry retry = retry()
                .decide(failure -> Mono.just(attempts.made() < 2 ? AT_ONCE : NEVER))
                .build();

        assertStopped(failure(attempts.mono().retryWhen(retry)), NOT_RETRYABLE, 2);
    }

    @Test
    void saysThatThereWasNoTime() {
        BoundedRetry retry = retry().deadline(Deadline.after(ZERO, timer)).build();

        assertStopped(failure(attempts.mono().retryWhen(retry)), DEADLINE, 1);
    }

    @Test
    void saysThatThereWasNoBudget() {
        RetryBudget budget = RetryBudget.of(2);
        BoundedRetry retry = retry().decide(failure -> Mono.just(BACK_OFF)).budget(budget).build();
        budget.tryTake();
        budget.tryTake();

        assertStopped(failure(attempts.mono().retryWhen(retry)), BUDGET, 1);
    }

    @Test
    void comesWithTheFailureToDecide() {
        IllegalStateException undecided = new IllegalStateException("no probe");

        Throwable last = failure(attempts.mono().retryWhen(deciding(Mono.error(undecided))));

        assertThat(last).hasMessage("attempt 1");
        assertThat(suppressed(last)).containsExactly(undecided);
        assertStopped(last, NOT_RETRYABLE, 1);
    }

    @Test
    void comesWithWhatTheDecisionThrew() {
        BoundedRetry retry = retry()
                .decide(failure -> {
                    throw new IllegalStateException("bug");
                })
                .build();

        Throwable last = failure(attempts.mono().retryWhen(retry));

        assertThat(suppressed(last)).extracting(Throwable::getMessage).containsExactly("bug");
    }

    @Test
    void comesWithAComplaintIfThereWasNoDecision() {
        Throwable last = failure(attempts.mono().retryWhen(deciding(Mono.empty())));

        assertThat(suppressed(last)).extracting(Throwable::getMessage)
                .containsExactly("no decision whether to retry");
    }

    @Test
    void comesWithWhatTheListenerThrew() {
        BoundedRetry retry = retry()
                .onRetry(attempt -> {
                    throw new IllegalStateException("bug");
                })
                .build();

        Throwable last = failure(attempts.mono().retryWhen(retry));

        assertThat(last).hasMessage("attempt 1");
        assertThat(suppressed(last)).extracting(Throwable::getMessage).containsExactly("bug");
        assertStopped(last, NOT_RETRYABLE, 1);
    }

    @Test
    void isLeftOnceOnAFailureThatIsSignalledAgainAndAgain() {
        IOException same = new IOException("same");
        Mono<Object> failing = Mono.error(same).retryWhen(retry().build());

        failure(failing);
        failure(failing);

        assertThat(same.getSuppressed()).hasSize(1);
        assertStopped(same, ATTEMPTS, 3);
    }

    @Test
    void isNotLeftOnWhatReactorSharesWithTheWholeJvm() {
        RejectedExecutionException rejected = Exceptions.failWithRejected();

        Throwable last = failure(Mono.error(rejected).retryWhen(retry().build()));

        assertThat(last).isSameAs(rejected).hasNoSuppressedExceptions();
    }

    @Test
    void isNotFoundOnAnyOtherFailure() {
        assertThat(RetriesStopped.of(new IOException("reset"))).isEmpty();
    }

    private BoundedRetry.Builder retry() {
        return BoundedRetry.builder(timer).decide(failure -> Mono.just(AT_ONCE));
    }

    private BoundedRetry deciding(Mono<RetryDecision> decision) {
        return retry().decide(failure -> decision).build();
    }

    private static Throwable failure(Mono<?> failing) {
        List<Throwable> seen = new ArrayList<>();
        StepVerifier.create(failing).consumeErrorWith(seen::add).verify();
        return seen.get(0);
    }

    private static List<Throwable> suppressed(Throwable last) {
        return Stream.of(last.getSuppressed())
                .filter(not(RetriesStopped.class::isInstance))
                .toList();
    }

    private static void assertStopped(Throwable last, RetriesStopped.Reason reason, int attempts) {
        RetriesStopped stopped = RetriesStopped.of(last).orElseThrow();
        assertThat(stopped.reason()).isEqualTo(reason);
        assertThat(stopped.attempts()).isEqualTo(attempts);
    }
}
