package io.github.headgate.reactor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ExecutorService;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RetryBudgetTest {

    @Test
    void isFullAtTheStart() {
        assertThat(RetryBudget.of(40).level()).isEqualTo(1);
    }

    @Test
    void admitsRetriesDownToHalf() {
        RetryBudget budget = RetryBudget.of(4);

        assertThat(taken(10, budget)).isEqualTo(3);
        assertThat(budget.level()).isEqualTo(0.25);
    }

    @Test
    void admitsARetryAtExactlyHalf() {
        RetryBudget budget = RetryBudget.of(2);

        assertThat(taken(1, budget)).isEqualTo(1);
        assertThat(budget.level()).isEqualTo(0.5);
        assertThat(budget.tryTake()).isTrue();
    }

    @Test
    void admitsTheNextRetryAfterTenSuccesses() {
        RetryBudget budget = RetryBudget.of(4);
        taken(3, budget);

        succeed(9, budget);
        assertThat(budget.tryTake()).isFalse();
        succeed(1, budget);
        assertThat(budget.tryTake()).isTrue();
    }

    @Test
    void neverHoldsMoreThanItsTokens() {
        RetryBudget budget = RetryBudget.of(4);
        budget.tryTake();

        succeed(100, budget);

        assertThat(budget.level()).isEqualTo(1);
    }

    @Test
    void givesNoTokenThatIsNotWholeYet() {
        RetryBudget budget = RetryBudget.of(1);
        budget.tryTake();

        succeed(9, budget);

        assertThat(budget.level()).isEqualTo(0.9);
        assertThat(budget.tryTake()).isFalse();
    }

    @Test
    void admitsEveryRetryIfUnlimited() {
        RetryBudget budget = RetryBudget.unlimited();

        assertThat(taken(1000, budget)).isEqualTo(1000);
        assertThat(budget.level()).isEqualTo(1);
    }

    @Test
    void losesNoTokenAmongThreads() {
        RetryBudget budget = RetryBudget.of(10_000);

        long taken = fourTimesAtOnce(budget::tryTake, 1000);
        fourTimesAtOnce(() -> {
            budget.succeeded();
            return true;
        }, 2000);

        assertThat(taken).isEqualTo(4000);
        assertThat(budget.level()).isEqualTo((10_000 - 4000 + 800) / 10_000.0);
    }

    @Test
    void refusesToHaveNoToken() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RetryBudget.of(0))
                .withMessage("tokens must be from 1 to 100000000, was 0");
    }

    private static long taken(int asked, RetryBudget budget) {
        return IntStream.range(0, asked).filter(i -> budget.tryTake()).count();
    }

    private static void succeed(int times, RetryBudget budget) {
        IntStream.range(0, times).forEach(i -> budget.succeeded());
    }

    /** Counts the calls that returned {@code true}. */
    private static long fourTimesAtOnce(BooleanSupplier call, int times) {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            return Stream.generate(() -> CompletableFuture.supplyAsync(() -> counted(call, times), threads))
                    .limit(4)
                    .toList()
                    .stream()
                    .mapToLong(CompletableFuture::join)
                    .sum();
        } finally {
            threads.shutdown();
        }
    }

    private static long counted(BooleanSupplier call, int times) {
        return IntStream.range(0, times).filter(i -> call.getAsBoolean()).count();
    }
}
