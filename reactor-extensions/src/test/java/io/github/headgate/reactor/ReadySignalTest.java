package io.github.headgate.reactor;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.headgate.reactor.Readiness.State;
import io.github.headgate.reactor.Transition.Kind;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

class ReadySignalTest {

    private final IOException refused = new IOException("connection refused");
    private final IllegalArgumentException full = new IllegalArgumentException("too many connections");
    private final IllegalStateException wrongPassword = new IllegalStateException("wrong password");

    private final VirtualTimeScheduler timer = VirtualTimeScheduler.create();
    private final Door door = new Door();
    private final ReadySignal<String> signal = new ReadySignal<>(ReadySignalOptions.builder(door, timer)
            .backoff(Backoff.every(Duration.ofMillis(100))
                    .until(Duration.ofSeconds(1), Backoff.every(Duration.ofSeconds(2))))
            .permanent(IllegalStateException.class::isInstance)
            .patient(IllegalArgumentException.class::isInstance)
            .retire(door::retire)
            .build());

    private Generation<String> opened(String value) {
        door.opens(value);
        return openOf(signal);
    }

    private static <T> Generation<T> openOf(ReadySignal<T> asked) {
        asked.ready().subscribe();
        return asked.current().orElseThrow();
    }

    private List<Generation<String>> waiting(int callers) {
        List<Generation<String>> released = new ArrayList<>();
        IntStream.range(0, callers).forEach(caller -> signal.ready().subscribe(released::add));
        return released;
    }

    @Nested
    class Opening {

        @Test
        void isTriedAtTheLongestIntervalAfterAShortage() {
            door.fails(full);
            List<Generation<String>> released = waiting(2);

            timer.advanceTimeBy(Duration.ofMillis(1_999));
            assertThat(signal.snapshot().attempts()).isEqualTo(1);
            door.opens("engine");
            timer.advanceTimeBy(Duration.ofMillis(1));

            assertThat(released).hasSize(2);
        }

        @Test
        void doesNotBeginBeforeSomebodyAsks() {
            Mono<Generation<String>> unasked = signal.ready();

            assertThat(unasked).isNotNull();
            assertThat(door.attempts()).isZero();
            assertThat(signal.snapshot().state()).isEqualTo(State.COLD);
        }

        @Test
        void isOneForAllWhoWait() {
            List<Generation<String>> released = waiting(5);

            door.letOpen("pool");

            assertThat(door.attempts()).isEqualTo(1);
            assertThat(released).hasSize(5).containsOnly(new Generation<>(1, "pool"));
        }

        @Test
        void isSharedByThoseWhoComeLater() {
            opened("pool");

            StepVerifier.create(Flux.range(0, 3).concatMap(i -> signal.ready()))
                    .expectNextCount(3)
                    .verifyComplete();
            assertThat(door.attempts()).isEqualTo(1);
        }

        @Test
        void isTriedAgainAfterTheBackoffUntilItSucceeds() {
            door.fails(2, refused).opens("pool");
            List<Generation<String>> released = waiting(1);

            timer.advanceTimeBy(Duration.ofMillis(199));
            assertThat(door.attempts()).isEqualTo(2);
            assertThat(released).isEmpty();

            timer.advanceTimeBy(Duration.ofMillis(1));
            assertThat(door.attempts()).isEqualTo(3);
            assertThat(released).containsExactly(new Generation<>(1, "pool"));
        }

        @Test
        void letsASecondWaveWaitForTheNextAttemptAndNotMeetTheOldFailure() {
            door.fails(refused);
            List<Generation<String>> first = waiting(1);

            List<Generation<String>> second = waiting(1);
            door.opens("pool");
            timer.advanceTimeBy(Duration.ofMillis(100));

            assertThat(first).hasSize(1);
            assertThat(second).hasSize(1);
        }

        @Test
        void countsAnOpenerThatYieldsNothingAsFailed() {
            ReadySignal<String> empty = new ReadySignal<>(
                    ReadySignalOptions.<String>builder((generation, attempt) -> Mono.empty(), timer).build());

            empty.ready().subscribe();

            assertThat(empty.snapshot().lastFailure().orElseThrow()).hasMessageContaining("without a resource");
        }

        @Test
        void countsAnOpenerThatThrowsAsFailed() {
            ReadySignal<String> throwing = new ReadySignal<>(
                    ReadySignalOptions.<String>builder((generation, attempt) -> {
                        throw new IllegalArgumentException("bug");
                    }, timer).build());

            throwing.ready().subscribe();

            assertThat(throwing.snapshot().lastFailure().orElseThrow()).hasMessage("bug");
        }

        @Test
        void goesOnWhenTheOneWhoAskedForItCancels() {
            Disposable first = signal.ready().subscribe();

            first.dispose();
            List<Generation<String>> second = waiting(1);
            door.letOpen("pool");

            assertThat(second).hasSize(1);
            assertThat(door.attempts()).isEqualTo(1);
            assertThat(door.cancelled()).isZero();
        }

        @Test
        void tellsItsStepsInOrder() {
            door.fails(refused).opens("pool");

            StepVerifier.create(signal.transitions().map(Transition::kind))
                    .then(() -> signal.ready().subscribe())
                    .expectNext(Kind.OPENING, Kind.ATTEMPT_FAILED)
                    .then(() -> timer.advanceTimeBy(Duration.ofMillis(100)))
                    .expectNext(Kind.READY)
                    .then(() -> signal.close().subscribe())
                    .expectNext(Kind.CLOSED)
                    .verifyComplete();
        }
    }

    @Nested
    class Loss {

        @Test
        void startsTheNextGenerationOnce() {
            Generation<String> first = opened("first");
            door.opens("second");

            boolean ended = signal.lost(first, refused);
            boolean again = signal.lost(first, refused);

            assertThat(ended).isTrue();
            assertThat(again).isFalse();
            assertThat(signal.current()).contains(new Generation<>(2, "second"));
            assertThat(door.retired()).containsExactly("first");
        }

        @Test
        void isStaleForAnOlderGeneration() {
            Generation<String> first = opened("first");
            door.opens("second");
            signal.lost(first, refused);

            boolean ended = signal.lost(first, refused);

            assertThat(ended).isFalse();
            assertThat(signal.snapshot().generation()).isEqualTo(2);
        }

        @Test
        void isNoticedByAThousandAndReconnectsOnce() throws InterruptedException {
            Generation<String> first = opened("first");
            AtomicInteger ended = new AtomicInteger();
            CountDownLatch together = new CountDownLatch(1);
            ExecutorService threads = Executors.newFixedThreadPool(1000);

            IntStream.range(0, 1000).forEach(thread -> threads.execute(() -> {
                awaitQuietly(together);
                if (signal.lost(first, refused)) {
                    ended.incrementAndGet();
                }
            }));
            together.countDown();
            threads.shutdown();

            assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
            assertThat(ended).hasValue(1);
            assertThat(door.attempts()).isEqualTo(2);
            assertThat(signal.snapshot().generation()).isEqualTo(2);
        }

        @Test
        void makesCallersWaitForTheNextGeneration() {
            Generation<String> first = opened("first");
            signal.lost(first, refused);

            List<Generation<String>> released = waiting(3);
            door.letOpen("second");

            assertThat(released).hasSize(3).containsOnly(new Generation<>(2, "second"));
        }

        @Test
        void hasSwappedTheGenerationBeforeItsResourceIsRetired() {
            List<State> met = new ArrayList<>();
            List<ReadySignal<String>> self = new ArrayList<>();
            ReadySignal<String> observed = new ReadySignal<>(ReadySignalOptions.builder(door.opens("first"), timer)
                    .retire(value -> Mono.fromRunnable(() -> met.add(self.get(0).snapshot().state())))
                    .build());
            self.add(observed);
            Generation<String> first = openOf(observed);

            observed.lost(first, refused);

            assertThat(met).containsExactly(State.OPENING);
        }

        @Test
        void staysColdWhenNobodyHasAskedForLong() {
            ReadySignal<String> sleepy = new ReadySignal<>(ReadySignalOptions.builder(door.opens("first"), timer)
                    .keepReady(Duration.ofMinutes(5))
                    .build());
            Generation<String> first = openOf(sleepy);

            timer.advanceTimeBy(Duration.ofMinutes(5).plusMillis(1));
            sleepy.lost(first, refused);

            assertThat(sleepy.snapshot().state()).isEqualTo(State.COLD);
            assertThat(sleepy.snapshot().generation()).isEqualTo(2);
            assertThat(door.attempts()).isEqualTo(1);

            sleepy.ready().subscribe();
            assertThat(door.attempts()).isEqualTo(2);
        }

        @Test
        void opensAgainUnaskedWhenSomebodyAskedLately() {
            ReadySignal<String> sleepy = new ReadySignal<>(ReadySignalOptions.builder(door.opens("first"), timer)
                    .keepReady(Duration.ofMinutes(5))
                    .build());
            Generation<String> first = openOf(sleepy);

            timer.advanceTimeBy(Duration.ofMinutes(5));
            sleepy.lost(first, refused);

            assertThat(sleepy.snapshot().state()).isEqualTo(State.OPENING);
        }
    }

    @Nested
    class Hibernation {

        @Test
        void endsTheGenerationAndOpensNoOtherUnasked() {
            Generation<String> first = opened("first");

            boolean ended = signal.hibernate(first);

            assertThat(ended).isTrue();
            assertThat(signal.snapshot().state()).isEqualTo(State.COLD);
            assertThat(door.retired()).containsExactly("first");
            assertThat(door.attempts()).isEqualTo(1);
        }

        @Test
        void doesNothingToAnotherGeneration() {
            Generation<String> first = opened("first");
            door.opens("second");
            signal.lost(first, refused);

            assertThat(signal.hibernate(first)).isFalse();
            assertThat(signal.snapshot().state()).isEqualTo(State.READY);
        }
    }

    @Nested
    class PermanentFailure {

        @Test
        void reachesEveryWaiterAtOnce() {
            List<Throwable> told = new ArrayList<>();
            door.fails(refused).fails(wrongPassword);
            IntStream.range(0, 3).forEach(caller -> signal.ready().subscribe(ready -> {}, told::add));

            timer.advanceTimeBy(Duration.ofMillis(100));

            assertThat(told).hasSize(3)
                    .allSatisfy(failure -> assertThat(failure)
                            .isInstanceOf(OpeningRefusedException.class)
                            .hasCause(wrongPassword));
            assertThat(told).doesNotHaveDuplicates();
        }

        @Test
        void isToldToLaterCallersWithItsAge() {
            door.fails(wrongPassword);
            signal.ready().subscribe(ready -> {}, failure -> {});
            timer.advanceTimeBy(Duration.ofMillis(40));

            StepVerifier.create(signal.ready())
                    .verifyErrorSatisfies(failure -> assertThat(((OpeningRefusedException) failure).age())
                            .isEqualTo(Duration.ofMillis(40)));
        }

        @Test
        void isTriedAgainAtTheLongestInterval() {
            door.fails(2, wrongPassword);
            signal.ready().subscribe(ready -> {}, failure -> {});

            timer.advanceTimeBy(Duration.ofMillis(1999));
            assertThat(door.attempts()).isEqualTo(1);

            timer.advanceTimeBy(Duration.ofMillis(1));
            assertThat(door.attempts()).isEqualTo(2);
        }

        @Test
        void healsUnaskedWhenItsCauseIsMended() {
            door.fails(wrongPassword).opens("pool");
            signal.ready().subscribe(ready -> {}, failure -> {});

            timer.advanceTimeBy(Duration.ofSeconds(2));

            assertThat(signal.snapshot().state()).isEqualTo(State.READY);
        }

        @Test
        void letsACallerTriggerAnAttemptAheadOfTimeButNotTooOften() {
            door.fails(2, wrongPassword).opens("pool");
            signal.ready().subscribe(ready -> {}, failure -> {});

            timer.advanceTimeBy(Duration.ofMillis(249));
            signal.ready().subscribe(ready -> {}, failure -> {});
            assertThat(door.attempts()).isEqualTo(1);

            timer.advanceTimeBy(Duration.ofMillis(1));
            signal.ready().subscribe(ready -> {}, failure -> {});
            assertThat(door.attempts()).isEqualTo(2);

            timer.advanceTimeBy(Duration.ofMillis(250));
            signal.ready().subscribe(ready -> {}, failure -> {});
            assertThat(signal.snapshot().state()).isEqualTo(State.READY);
        }

        @Test
        void isForgottenWhenTheNextAttemptFailsOtherwise() {
            door.fails(wrongPassword).fails(refused).opens("pool");
            signal.ready().subscribe(ready -> {}, failure -> {});
            timer.advanceTimeBy(Duration.ofSeconds(2));

            List<Generation<String>> released = waiting(1);
            timer.advanceTimeBy(Duration.ofSeconds(2));

            assertThat(released).hasSize(1);
        }
    }

    @Nested
    class Close {

        @Test
        void tellsThoseWhoWaitAndThoseWhoComeLater() {
            StepVerifier.create(signal.ready())
                    .then(() -> signal.close().subscribe())
                    .verifyError(SignalClosedException.class);
            StepVerifier.create(signal.ready())
                    .verifyError(SignalClosedException.class);
            assertThat(door.cancelled()).isEqualTo(1);
        }

        @Test
        void retiresWhatIsOpenBeforeItCompletes() {
            opened("pool");

            StepVerifier.create(signal.close())
                    .verifyComplete();
            assertThat(door.retired()).containsExactly("pool");
        }

        @Test
        void retiresWhatOpensInTheSameMoment() {
            Door stubborn = new Door();
            ReadySignal<String> closing = new ReadySignal<>(ReadySignalOptions.<String>builder(
                    (generation, attempt) -> new UncancellableMono<>(stubborn.open(generation, attempt)), timer)
                    .retire(stubborn::retire)
                    .build());
            closing.ready().subscribe(ready -> {}, failure -> {});

            closing.close().subscribe();
            stubborn.letOpen("late");

            assertThat(stubborn.retired()).containsExactly("late");
        }

        @Test
        void endsTheAttempts() {
            door.fails(refused);
            signal.ready().subscribe(ready -> {}, failure -> {});

            signal.close().subscribe();
            timer.advanceTimeBy(Duration.ofMinutes(1));

            assertThat(door.attempts()).isEqualTo(1);
        }

        @Test
        void mayBeCalledAgain() {
            opened("pool");

            StepVerifier.create(signal.close().then(signal.close()))
                    .verifyComplete();
            assertThat(door.retired()).hasSize(1);
        }
    }

    @Nested
    class Waiting {

        @Test
        void endsWithACancelAndLeavesNothingBehind() {
            Disposable waiter = signal.ready().subscribe();

            waiter.dispose();

            assertThat(signal.snapshot().waiters()).isZero();
        }

        @Test
        void neverMissesTheSignalNorGetsAnOlderGeneration() {
            ReadySignal<Integer> busy = new ReadySignal<>(ReadySignalOptions.<Integer>builder(
                    (generation, attempt) -> Mono.just((int) generation), Schedulers.parallel())
                    .build());
            Flux<Generation<Integer>> callers = Flux.range(0, 50_000)
                    .concatMap(i -> busy.ready().doOnNext(open -> busy.lost(open, refused)));

            StepVerifier
                    .create(Flux.merge(callers.subscribeOn(Schedulers.parallel()).transform(ReadySignalTest::ascending),
                            callers.subscribeOn(Schedulers.parallel()).transform(ReadySignalTest::ascending)))
                    .expectNext(true, true)
                    .expectComplete()
                    .verify(Duration.ofSeconds(60));
        }
    }

    private static Flux<Boolean> ascending(Flux<Generation<Integer>> generations) {
        return generations.map(Generation::number)
                .buffer(2, 1)
                .all(pair -> pair.size() < 2 || pair.get(0) <= pair.get(1))
                .flux();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
