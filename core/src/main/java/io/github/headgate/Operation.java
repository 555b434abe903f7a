package io.github.headgate;

import static java.util.Objects.requireNonNull;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.github.headgate.reactor.Deadline;
import io.github.headgate.reactor.Generation;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * One subscription of an operation: how far it has come, and what it may have done. It stands in the Reactor
 * {@code Context}, so that an operation inside another reports to it and leaves the retry and the deadline to it.
 *
 * <p>Its fields are written by one signal after the other, and read by the deadline's timer.
 */
final class Operation {

    private static final Object KEY = Operation.class;

    private final Work work;
    private final @Nullable Operation outer;
    private final Deadline deadline;
    private final HeadgateOptions options;
    private final OperationObserver.Observed observed;
    private final long begun;
    private final Inside inside = new Inside();
    private final Inside statements = new Inside(); // of a transaction
    private Phase phase = Phase.GATE; // guarded by this
    private boolean cut; // guarded by this
    private volatile int attempt;
    private volatile @Nullable Generation<Engine> generation;
    private volatile boolean emitted;
    private @Nullable Admission waitsIn; // guarded by this
    private boolean left; // guarded by this
    private volatile @Nullable Throwable firstFailure; // written under this
    private volatile @Nullable Ended ended;
    private volatile @Nullable Ended previous;
    private volatile @Nullable Sent sent;
    private volatile @Nullable Sent doubt;

    /** How the last attempt ended, from then on until the next begins. */
    record Ended(Throwable failure, Judgement judgement) {}

    Operation(
            Work work, @Nullable Operation outer, Deadline deadline, HeadgateOptions options,
            OperationObserver.Observed observed) {
        this.work = work;
        this.outer = outer;
        this.deadline = deadline;
        this.options = options;
        this.observed = observed;
        this.begun = options.timer().now(NANOSECONDS);
    }

    /** The operation around the subscriber, if there is one. */
    static Optional<Operation> in(ContextView context) {
        return context.getOrEmpty(KEY);
    }

    Context writeTo(Context context) {
        return context.put(KEY, this);
    }

    Deadline deadline() {
        return deadline;
    }

    /** Who follows it. */
    OperationObserver.Observed observed() {
        return observed;
    }

    OperationKind name() {
        return work.name();
    }

    synchronized Phase phase() {
        return phase;
    }

    int attempt() {
        return attempt;
    }

    Duration elapsed() {
        return Duration.ofNanos(options.timer().now(NANOSECONDS) - begun);
    }

    /** How long its caller has waited for what ends at its deadline: all that this is inside of, if that one's comes first. */
    Duration waited() {
        return outer != null && outer.deadline == deadline ? outer.waited() : elapsed();
    }

    Optional<Generation<Engine>> generation() {
        return Optional.ofNullable(generation);
    }

    /** The generation that it got at the gate. */
    Generation<Engine> requireGeneration() {
        return requireNonNull(generation, "not past the gate");
    }

    long generationNumber() {
        return generation().map(Generation::number).orElse(0L);
    }

    boolean isRepeatable() {
        return work.repeat() != Work.Repeat.UNDECLARED;
    }

    boolean isQueued() {
        return work.queued();
    }

    boolean coversEnd() {
        return work.covered() == Work.Covered.END;
    }

    boolean isProcedure() {
        return work.kind() == Work.Kind.PROCEDURE;
    }

    boolean isGuard() {
        return work.kind() == Work.Kind.GUARD;
    }

    /** Whether another operation around it owns the retry and the deadline. */
    boolean isInner() {
        return outer != null;
    }

    /** Begins the next attempt, at the gate. It has been let in to wait. */
    synchronized void begin(Admission admission) {
        waitsIn = admission;
        if (left) {
            served(); // cancelled from another thread before it began
        }
        attempt++;
        firstFailure = null;
        previous = ended;
        ended = null;
        phase = Phase.GATE;
        generation = null;
    }

    synchronized void passedGate(Generation<Engine> through) {
        generation = through;
        phase = Phase.ACQUIRE;
    }

    /** Nobody wants it any more. */
    synchronized void leave() {
        left = true;
        served();
    }

    /** Whether nobody wants it any more, which is known before anything of it is given back. */
    synchronized boolean isLeft() {
        return left;
    }

    /** It has a connection, or it has ended: it waits no longer. */
    synchronized void served() {
        if (waitsIn != null) {
            waitsIn.served();
            waitsIn = null;
        }
    }

    /**
     * Goes on to {@code next}, before anything of it is sent. From {@link Phase#EXECUTE} on an operation around this one
     * must not be run again, unless it turns out that nothing was done.
     *
     * @param sql what is sent, without its arguments
     * @return false if the deadline has cut the operation: then nothing may be sent, for the caller has been told so
     */
    synchronized boolean enter(Phase next, String sql) {
        if (cut) {
            return false;
        }
        if (!isRepeatable() && next.isSent() && !phase.isSent()) {
            tellAround(Inside::sent);
        }
        phase = next;
        Sent latest = Sent.now(sql, next, generationNumber(), options.timer());
        sent = latest;
        if (next.isSent() && isWrite()) {
            tellAround(around -> around.wrote(this, latest));
        }
        return true;
    }

    /** What was sent last; if nothing was, where it stands. */
    Sent sent() {
        Sent last = sent;
        return last != null
                ? last
                : Sent.now("", phase(), generationNumber(), options.timer());
    }

    /** Ends it at its deadline. What the caller is told of its phase stays true, since nothing is sent after this. */
    synchronized Situation cut() {
        cut = true;
        return situation();
    }

    void emitted() {
        emitted = true;
    }

    synchronized Situation situation() {
        return new Situation(phase, work.kind() == Work.Kind.TRANSACTION);
    }

    /**
     * Whether it may run again, as far as it is concerned: nothing went downstream, and nothing was done, here or inside,
     * that must not be done twice. What cannot be helped by it may still be helped by another generation, if the engine
     * is to be asked.
     */
    boolean mayRunAgain(Judgement judgement) {
        boolean harmless = judgement.verdict() != Verdict.UNKNOWN || isRepeatable() || isGuard();
        boolean hopeful = judgement.again() != Judgement.Again.NO || judgement.isReadOnly();
        return !emitted && inside.isInnocent() && harmless && hopeful;
    }

    /** Its attempt has failed. Once a write may have been done, no later failure can say that it was not. */
    void attemptEnded(Throwable failure, Judgement judgement) {
        ended = new Ended(failure, judgement);
        doubt = judgement.verdict() == Verdict.UNKNOWN ? sent() : doubt;
    }

    /** How the last attempt ended, if the next has not begun. */
    Optional<Ended> ended() {
        return Optional.ofNullable(ended);
    }

    /** How the attempt before this one ended, if there was one. */
    Optional<Ended> previous() {
        return Optional.ofNullable(previous);
    }

    /** What was sent in an attempt that may have been done without an answer. */
    Optional<Sent> doubt() {
        return Optional.ofNullable(doubt);
    }

    /** Whether it matters that it may have been done: not for a read, and a guard has nothing of its own. */
    boolean isWrite() {
        return work.repeat() != Work.Repeat.READ && !isGuard();
    }

    /** What its caller is told when a deadline passes, {@code after} so long. */
    DeadlineExceededException exceeded(Verdict verdict, Duration after, String more) {
        return new DeadlineExceededException(options.name(), phase(), verdict, after, generationNumber(), attempt,
                more);
    }

    /** Notes the failure of a step of a transaction: whatever follows in it fails for the same reason. */
    synchronized void failed(Throwable failure) {
        firstFailure = firstFailure == null ? failure : firstFailure;
        statements.failed(failure, Failures.judge(failure, situation()));
    }

    /** How the failure of a step was judged, if {@code failure} is one or was made of one. */
    Optional<Judgement> judgedStep(Throwable failure) {
        return statements.judged(failure);
    }

    /** The failure that made a transaction fail, if one did. */
    Optional<Throwable> firstFailure() {
        return Optional.ofNullable(firstFailure);
    }

    /** Forgets what has made the transaction fail since then, for it has been undone. */
    synchronized void recovered(Optional<Throwable> before) {
        firstFailure = before.orElse(null);
    }

    boolean isTransaction() {
        return work.kind() == Work.Kind.TRANSACTION;
    }

    /** The failure that made a transaction fail: 25P02, and a ROLLBACK in answer to COMMIT, only follow from it. */
    Throwable firstOf(Throwable failure) {
        Throwable first = firstFailure;
        return first != null && Failures.isAftermath(failure) ? first : failure;
    }

    /** Something was sent on a connection that was taken inside: what it does, nobody has declared. */
    void strangerSent() {
        inside.sent();
        tellAround(Inside::sent);
    }

    /** Tells the operations around this one that it is done. */
    void reportDone() {
        tellAround(around -> around.answered(this, isWrite()));
    }

    /** Tells the operations around this one how it ended. What is known not to have been done counts no longer. */
    void report(Throwable failure, Judgement judgement) {
        boolean undone = judgement.verdict() == Verdict.NOT_SENT || judgement.verdict() == Verdict.ROLLED_BACK;
        if (undone && phase().isSent() && !isRepeatable()) {
            tellAround(Inside::undone);
        }
        tellAround(around -> around.failed(failure, judgement));
        if (judgement.verdict() != Verdict.UNKNOWN) {
            tellAround(around -> around.answered(this, false));
        }
    }

    /** A write inside that may have been done without an answer. */
    Optional<Sent> unansweredInside() {
        return inside.unanswered();
    }

    /** Whether nothing inside can have changed anything. */
    boolean isUntouched() {
        return inside.isUntouched();
    }

    /** How an operation inside judged {@code failure}, if it is one of theirs, however wrapped. */
    Optional<Judgement> judgedInside(Throwable failure) {
        return inside.judged(failure);
    }

    /** Tells the operations around this one, from the next to the outermost. */
    private void tellAround(Consumer<Inside> news) {
        for (Operation around = outer; around != null; around = around.outer) {
            news.accept(around.inside);
        }
    }
}
