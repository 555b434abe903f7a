package io.github.headgate.reactor;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.function.Supplier;
import org.reactivestreams.Subscription;
import reactor.core.CorePublisher;
import reactor.core.CoreSubscriber;
import reactor.core.Exceptions;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * Work on its way to a subscriber, under a {@link Deadline}: whichever comes first is heard, and the other is not: he has
 * been told why it is over, and what fails then may fail for being cancelled. What the work signals is serial by itself,
 * so the deadline alone can meet it; then the one who is signalling says so when he is done.
 */
final class Bounded<T> extends Operators.DeferredSubscription implements CoreSubscriber<T> {

    /** How much of the work is bound. */
    enum Part {
        FIRST_SIGNAL, END
    }

    /** Beside the number of signals that are under way, one inside the other: an end is never over. */
    private static final int STRUCK = Integer.MIN_VALUE;

    @SuppressWarnings("rawtypes") // a class literal has no type arguments
    private static final AtomicIntegerFieldUpdater<Bounded> SIGNALS = AtomicIntegerFieldUpdater
            .newUpdater(Bounded.class, "signals");

    private final CoreSubscriber<? super T> actual;
    private final Context context;
    private final Deadline deadline;
    private final Part part;
    private final Supplier<? extends Throwable> failure;
    private final DeadlineTicker.Wait wait = new DeadlineTicker.Wait() {

        @Override
        void strike() {
            struck();
        }
    };
    private volatile int signals;
    private boolean free; // the deadline is not asked any more

    private Bounded(
            CoreSubscriber<? super T> actual, Context context, Deadline deadline, Part part,
            Supplier<? extends Throwable> failure) {
        this.actual = actual;
        this.context = context;
        this.deadline = deadline;
        this.part = part;
        this.failure = failure;
    }

    /** Subscribes to {@code work}, whose context has {@code deadline} in it, unless that has passed. */
    static <T> void subscribe(
            CorePublisher<? extends T> work, CoreSubscriber<? super T> actual, Deadline deadline, Part part,
            Supplier<? extends Throwable> failure) {
        if (deadline.passed()) {
            Operators.error(actual, made(failure));
            return;
        }
        Context context = deadline.put(actual.currentContext());
        Bounded<T> bounded = new Bounded<>(actual, context, deadline, part, failure);
        actual.onSubscribe(bounded);
        bounded.begin(work);
    }

    private void begin(CorePublisher<? extends T> work) {
        if (signals == 0 && isAwaited()) { // else cancelled at once, or refused
            if (signals == 0) {
                work.subscribe(this);
            } else { // cancelled or struck meanwhile, perhaps before there was anything to let go of
                deadline.letGo(wait);
            }
        }
    }

    private boolean isAwaited() {
        try {
            deadline.await(wait);
            return true;
        } catch (RejectedExecutionException refused) {
            onError(Operators.onRejectedExecution(refused, context));
            return false;
        }
    }

    @Override
    public Context currentContext() {
        return context;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        set(subscription);
    }

    @Override
    public void onNext(T item) {
        if (free) {
            actual.onNext(item);
        } else if (part == Part.FIRST_SIGNAL ? freed() : enter()) {
            actual.onNext(item);
            exit();
        } else {
            Operators.onDiscard(item, context); // not dropped: it met the deadline, against no rule
        }
    }

    @Override
    public void onError(Throwable thrown) {
        if (freed()) {
            actual.onError(thrown);
        }
    }

    @Override
    public void onComplete() {
        if (freed()) {
            actual.onComplete();
        }
    }

    @Override
    public void cancel() {
        SIGNALS.getAndIncrement(this); // without an exit, so that nothing is cut even if the deadline has struck
        deadline.letGo(wait);
        super.cancel();
    }

    /** Asks the deadline no more. Returns whether it has not struck before. */
    private boolean freed() {
        if (!free && enter()) {
            free = true;
            deadline.letGo(wait);
        }
        return free;
    }

    /** Returns whether the deadline has not struck before. */
    private boolean enter() {
        boolean heard = SIGNALS.getAndIncrement(this) >= 0;
        if (!heard) {
            SIGNALS.getAndDecrement(this); // it has no exit, and the signal around it, if there is one, is still to end
        }
        return heard;
    }

    private void exit() {
        if (!free && SIGNALS.decrementAndGet(this) == STRUCK) {
            cut();
        }
    }

    private void struck() {
        if (SIGNALS.getAndUpdate(this, before -> before | STRUCK) == 0) {
            cut();
        }
    }

    private void cut() {
        Throwable late = made(failure); // before the cancel changes what it tells of
        super.cancel();
        actual.onError(late);
    }

    private static Throwable made(Supplier<? extends Throwable> failure) {
        try {
            return requireNonNull(failure.get(), "no failure was made");
        } catch (Throwable thrown) {
            Exceptions.throwIfFatal(thrown);
            return thrown;
        }
    }
}
