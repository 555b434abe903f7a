package io.github.headgate.stress;

import io.github.headgate.reactor.Generation;
import io.github.headgate.reactor.ReadySignal;
import io.github.headgate.reactor.ReadySignalOptions;
import io.github.headgate.reactor.SignalClosedException;
import java.io.IOException;
import java.util.function.Function;
import java.util.function.IntConsumer;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** A {@link ReadySignal} under stress. What its subscribers are told is a number, so that it fits into a result. */
final class Subject {

    /** Told, instead of the number of a generation, that the signal is closed. */
    static final int CLOSED = -1;

    /** Told of any other failure, of which there should be none. */
    static final int FAILED = -2;

    final Connects connects = new Connects();
    final ReadySignal<Integer> signal;

    private Subject(Function<Connects, Mono<Integer>> attempt) {
        Mono<Integer> opening = attempt.apply(connects);
        signal = new ReadySignal<>(ReadySignalOptions.builder((generation, number) -> opening, Schedulers.immediate())
                .retire(connects::close)
                .build());
    }

    /** One that nobody has asked yet, and that opens at once. */
    static Subject cold() {
        return new Subject(Connects::atOnce);
    }

    /** One whose first opening is under way, and waits to be told. */
    static Subject opening(IntConsumer told) {
        Subject subject = new Subject(Connects::whenTold);
        subject.ask(told);
        return subject;
    }

    /** One whose first generation is open; the next ones open at once. */
    static Subject ready() {
        Subject subject = cold();
        subject.ask(number -> {});
        return subject;
    }

    Disposable ask(IntConsumer told) {
        return signal.ready()
                .subscribe(
                        generation -> told.accept((int) generation.number()),
                        failure -> told.accept(failure instanceof SignalClosedException ? CLOSED : FAILED));
    }

    Generation<Integer> current() {
        return signal.current().orElseThrow();
    }

    boolean lost(Generation<Integer> seen) {
        return signal.lost(seen, new IOException("reset"));
    }

    void close() {
        signal.close().subscribe();
    }
}
