package io.github.headgate;

import io.r2dbc.postgresql.api.ErrorDetails;
import io.r2dbc.postgresql.api.PostgresqlException;
import io.r2dbc.spi.R2dbcException;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Judges failures. Neither the exception's class nor its SQLSTATE decides alone: the driver types 57P01, 53300, 57014
 * and every close as the same non-transient class, and gives all client-side failures 08003 or 08006. What decides is
 * whether the server answered, what it said, and how far the operation had come.
 */
final class Failures {

    private static final Situation CONNECTING = new Situation(Phase.ACQUIRE, false);
    private static final int CAUSES = 20;
    private static final Set<String> SEVERE = Set.of("FATAL", "PANIC");

    private Failures() {}

    /** Judges {@code failure}, which met an operation in {@code situation}. */
    static Judgement judge(Throwable failure, Situation situation) {
        if (failure instanceof HeadgateException known) {
            return own(known);
        }
        return ClientSide.rule(failure)
                .map(rule -> rule.judge(situation))
                .orElseGet(() -> answered(failure, situation));
    }

    /** Whether a connect that failed so fails again until somebody changes something. */
    static boolean isPermanent(Throwable failure) {
        return judge(failure, CONNECTING).verdict() == Verdict.PERMANENT;
    }

    /** Whether a connect that failed so met a server that is there, but would not let us in, for now or for good. */
    static boolean isRefusal(Throwable failure) {
        return isPermanent(failure) || isShortage(failure);
    }

    /** Whether a connect that failed so met a server that has no connection left for us. */
    static boolean isShortage(Throwable failure) {
        Judgement judgement = judge(failure, CONNECTING);
        return judgement.verdict() != Verdict.PERMANENT && judgement.suspicion() == Judgement.Suspicion.KEEP;
    }

    /** Whether it says no more than that something in its transaction had failed before. */
    static boolean isAftermath(Throwable failure) {
        return "25P02".equals(sqlState(failure)) || ClientSide.isRollbackForCommit(failure);
    }

    /** A failure, and what lies below it, as far as anybody looks: a chain of causes can lead back to itself. */
    static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause).limit(CAUSES);
    }

    static @Nullable String sqlState(Throwable failure) {
        return failure instanceof R2dbcException known ? known.getSqlState() : null;
    }

    /** The failure in the words of its message, with the SQLSTATE and what lies below it. */
    static String words(Throwable failure) {
        String message = Optional.ofNullable(failure.getMessage()).orElseGet(() -> failure.getClass().getSimpleName());
        String state = Optional.ofNullable(sqlState(failure)).map(code -> " (" + code + ")").orElse("");
        String below = Optional.ofNullable(failure.getCause())
                .map(Throwable::getMessage)
                .filter(cause -> !message.contains(cause))
                .map(cause -> ": " + cause)
                .orElse("");
        return message + state + below;
    }

    /** The failure in few words, none of which can be a value that was bound: an answer may quote one. */
    static String outline(Throwable failure) {
        return failure instanceof PostgresqlException answer && ClientSide.rule(failure).isEmpty()
                ? "the server answered " + answer.getErrorDetails().getCode()
                : words(failure);
    }

    /** Notes on {@code first} what failed after it, unless that is the same. */
    static void suppress(Throwable later, Throwable first) {
        if (later != first) {
            first.addSuppressed(later);
        }
    }

    private static Judgement own(HeadgateException known) {
        if (known instanceof DeadlineExceededException late && late.phase() != Phase.GATE) {
            return new Judgement(late.verdict(), Judgement.Again.NO, Judgement.Fate.KEEP, Judgement.Suspicion.ASK);
        }
        return new Judgement(known.verdict(), Judgement.Again.NO, Judgement.Fate.KEEP, Judgement.Suspicion.KEEP);
    }

    private static Judgement answered(Throwable failure, Situation situation) {
        String code = sqlState(failure);
        if (code == null || code.length() != 5) {
            return Rule.PERMANENT.judge(situation);
        }
        Rule rule = rule(code, failure);
        if (!isSevere(failure)) {
            return rule.judge(situation);
        }
        return situation.phase() == Phase.COMMIT || isPanic(failure)
                ? Rule.CONNECTION_LOST.judge(situation) // what was written may be found again after recovery
                : rule.judge(situation).evicting();
    }

    private static Rule rule(String code, Throwable failure) {
        String message = String.valueOf(failure.getMessage());
        if (!code.equals("08P01")) {
            return SqlStates.rule(code, message);
        }
        return PgBouncer.rule(message)
                .orElseGet(() -> isSevere(failure) ? Rule.BROKEN_OFF : SqlStates.rule(code, message));
    }

    private static boolean isSevere(Throwable failure) {
        return SEVERE.contains(severity(failure));
    }

    private static boolean isPanic(Throwable failure) {
        return severity(failure).equals("PANIC");
    }

    private static String severity(Throwable failure) {
        return failure instanceof PostgresqlException answer ? severity(answer.getErrorDetails()) : "";
    }

    /** PgBouncer, which knows one language only, does not say which word is the one for programs. */
    private static String severity(ErrorDetails answer) {
        return Optional.ofNullable(answer.getSeverityNonLocalized())
                .orElseGet(() -> String.valueOf(answer.getSeverityLocalized()));
    }
}
