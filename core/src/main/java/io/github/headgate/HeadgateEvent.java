package io.github.headgate;

import io.github.headgate.reactor.RetriesStopped;
import java.time.Duration;
import java.util.Optional;

/**
 * Something that happened in a client. More kinds may come with later versions. Those that happen in each operation, or
 * with each connection, are told only to a listener that {@link HeadgateListener#hearsOperations}.
 */
public sealed interface HeadgateEvent {

    /** An engine is being opened: the first attempt begins. */
    record GenerationOpening(long generation) implements HeadgateEvent {}

    /** An attempt to open the engine failed. If {@code permanent}, waiters were told; attempts go on either way. */
    record OpeningFailed(long generation, int attempt, boolean permanent, Throwable cause) implements HeadgateEvent {}

    /** The engine is open, warm and proved, {@code after} the opening began, at its {@code attempt}-th attempt. */
    record GenerationReady(long generation, int attempt, Duration after) implements HeadgateEvent {}

    /** The engine is gone, {@code after} it was ready for so long. */
    record GenerationLost(long generation, Duration after, Throwable reason) implements HeadgateEvent {}

    /** Nothing is open, and nothing will be opened until somebody asks. */
    record GenerationCold(long generation) implements HeadgateEvent {}

    /** An attempt of an operation failed, and was judged so. The generation is 0 if it had none yet. */
    record AttemptFailed(long generation, int attempt, Phase phase, Verdict verdict, Throwable cause)
            implements
                HeadgateEvent {}

    /** An operation is run again, {@code after} a wait; zero when it waits at the gate instead. */
    record Retry(int retry, Duration after, Throwable cause) implements HeadgateEvent {}

    /**
     * No attempt follows, though one has failed.
     *
     * @param attempts how many were made
     * @param cause the last failure
     */
    record RetryRefused(RetriesStopped.Reason reason, int attempts, Throwable cause) implements HeadgateEvent {}

    /** An operation was refused, since {@code waiters} waited already. */
    record WaiterRefused(int waiters) implements HeadgateEvent {}

    /** A health check was answered; once for all who shared the answer. */
    record HealthAnswered(Health health) implements HeadgateEvent {}

    /** It was looked whether a generation is still there, because of {@code reason}; told to each who asked for it. */
    record EngineProbed(long generation, boolean alive, Throwable reason) implements HeadgateEvent {}

    /**
     * A statement ran on when nobody listened to it any more, because of a cancel or a deadline, and so it ended,
     * {@code after} its connection was given back, or its transaction was to be rolled back.
     */
    record StatementAbandoned(Ending ending, Duration after) implements HeadgateEvent {

        /** How it ended. */
        public enum Ending {

            /** By itself, within some milliseconds. */
            ENDED,

            /** After the server was asked to cancel it. */
            CANCELLED,

            /** Together with its connection, which was closed since it did not come to rest. */
            CUT
        }
    }

    /**
     * The answer to a {@code COMMIT} was lost, and {@code after} that the server was asked what became of it; see
     * {@link CommitOutcome#RESOLVE}.
     */
    record OutcomeResolved(Outcome outcome, Duration after) implements HeadgateEvent {

        /** What became of the transaction. */
        public enum Outcome {

            /** It is there. */
            COMMITTED,

            /** Nothing of it is there. */
            ABORTED,

            /** The server cannot tell. */
            UNKNOWN
        }
    }

    /**
     * A write was sent, its answer is lost, and nobody could tell what became of it. Told once for each, though a guard
     * around it ends so too.
     *
     * @param cause what the caller is told
     */
    record OutcomeUnknown(long generation, Phase phase, OutcomeUnknownException cause) implements HeadgateEvent {}

    /**
     * A connection has been out of the {@link HeadgateConnectionFactory} for {@code leakDetectionThreshold}. Told once
     * for each.
     *
     * @param taken its stack trace shows where the connection was asked for
     */
    record ConnectionHeld(Duration since, Throwable taken) implements HeadgateEvent {}

    /** The client is closed. */
    record ClientClosed() implements HeadgateEvent {}

    /**
     * An operation is over for its caller, {@code after} he asked for it. An operation inside another is told of, too.
     *
     * @param attempts how many were begun; for an operation inside another, the attempts of that are not counted
     * @param generation on which the last of them ran, or 0 if it came to none
     * @param failure what the caller is told, if it {@link Termination#FAILED}
     */
    record OperationEnded(
            OperationKind kind, Termination termination, Duration after, int attempts, long generation,
            Optional<Throwable> failure) implements HeadgateEvent {

        /** How it ended. */
        public enum Termination {
            COMPLETED,
            FAILED,

            /** By its caller, who need not have been disappointed: he may have had all that he wanted. */
            CANCELLED
        }
    }

    /** An operation came when no engine was ready, and has waited for one that is; not told of a health check. */
    record EngineAwaited(long generation, Duration waited) implements HeadgateEvent {}

    /** An operation has got a connection, for which it {@code waited} since it passed the gate. */
    record ConnectionAcquired(long generation, Duration waited) implements HeadgateEvent {}

    /** A connection is back in the pool, or has been closed instead, {@code after} it was acquired. */
    record ConnectionReturned(long generation, Duration after) implements HeadgateEvent {}

    /** A connection was made, for the pool or for ourselves: TCP, TLS and login took so long. */
    record ConnectionOpened(Duration took) implements HeadgateEvent {}
}
