package io.github.headgate.spring;

import io.github.headgate.ClientClosedException;
import io.github.headgate.DeadlineExceededException;
import io.github.headgate.HeadgateException;
import io.github.headgate.NotReadyException;
import io.github.headgate.OpeningFailedException;
import io.github.headgate.TooManyWaitersException;
import io.github.headgate.Verdict;
import io.r2dbc.spi.R2dbcException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.http.HttpStatus;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ResponseStatus;

/**
 * What the caller of a request is told when the database could not be asked. Nothing in it comes from a failure's
 * message, which may name hosts or quote SQL.
 *
 * @param retryAfter when it is worth asking again, where that is known. Whether it may be asked again is another
 *     question: this is of one operation, before which the request may have done others
 */
record Problem(HttpStatus status, String detail, Optional<Duration> retryAfter) {

    private static final Duration SOON = Duration.ofSeconds(1);

    private static final Set<String> SHUTDOWNS = Set.of(
            "57P01", // admin_shutdown
            "57P02", // crash_shutdown
            "57P03"); // cannot_connect_now

    /**
     * The problem that a failure is, be it wrapped, as Spring does: one of ours, or the loss of a connection. Empty for any
     * other; for one that says itself which status it is; and for a write whose outcome is unknown, since that of the request is unknown
     * with it.
     */
    static Optional<Problem> of(Throwable failure) {
        List<Throwable> causes = Stream
                .iterate(failure, cause -> cause != null && !speaksForItself(cause), Throwable::getCause)
                .limit(20) // causes may go round in a circle
                .toList();
        Optional<Throwable> ours = causes.stream().filter(HeadgateException.class::isInstance).findFirst();
        return ours.isPresent()
                ? ours.flatMap(Problem::ofOurs)
                : causes.stream()
                        .filter(Problem::isLoss)
                        .findFirst()
                        .flatMap(loss -> cutOff("the connection to the database was lost"));
    }

    /** The end of the connection on which a statement ran, as the driver or the server tells it. */
    private static boolean isLoss(Throwable failure) {
        return failure instanceof R2dbcException known
                && Optional.ofNullable(known.getSqlState())
                        .filter(code -> code.startsWith("08") || SHUTDOWNS.contains(code))
                        .isPresent();
    }

    private static boolean speaksForItself(Throwable failure) {
        return failure instanceof ErrorResponse
                || AnnotatedElementUtils.hasAnnotation(failure.getClass(), ResponseStatus.class);
    }

    private static Optional<Problem> ofOurs(Throwable failure) {
        if (failure instanceof NotReadyException late) {
            return unavailable("the database is not ready", Optional.of(late.retryAfter()));
        }
        if (failure instanceof TooManyWaitersException) {
            return unavailable("too many requests wait for the database", Optional.of(SOON));
        }
        if (failure instanceof OpeningFailedException || failure instanceof ClientClosedException) {
            return unavailable("the database cannot be reached", Optional.empty());
        }
        return failure instanceof DeadlineExceededException late ? late(late) : Optional.empty();
    }

    /**
     * What was never sent, for want of a connection, is the same as a full gate. What was cut under way is 504, for
     * proxies and clients send a request that got 503 again, which neither a busy database nor a request that may have
     * had an effect can bear.
     */
    private static Optional<Problem> late(DeadlineExceededException late) {
        return late.verdict() == Verdict.NOT_SENT
                ? unavailable("the database is busy", Optional.of(SOON))
                : cutOff("the database did not answer in time");
    }

    private static Optional<Problem> cutOff(String detail) {
        return Optional.of(new Problem(HttpStatus.GATEWAY_TIMEOUT, detail, Optional.empty()));
    }

    private static Optional<Problem> unavailable(String detail, Optional<Duration> retryAfter) {
        return Optional.of(new Problem(HttpStatus.SERVICE_UNAVAILABLE, detail, retryAfter));
    }

    /** Whole seconds, rounded up, as the header has them. */
    Optional<Long> retryAfterSeconds() {
        return retryAfter.map(wait -> Math.max(1, wait.plusSeconds(1).minusNanos(1).toSeconds()));
    }
}
