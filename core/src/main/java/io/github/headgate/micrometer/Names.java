package io.github.headgate.micrometer;

import io.github.headgate.HeadgateEvent.OperationEnded;
import io.github.headgate.HeadgateException;
import io.github.headgate.reactor.RetriesStopped;
import io.r2dbc.spi.R2dbcException;
import java.util.Locale;
import java.util.Optional;

/** The values of tags: of each kind there are few. */
final class Names {

    private static final int SQL_STATE_LENGTH = 5;

    private Names() {}

    static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    static String of(RetriesStopped.Reason reason) {
        return reason == RetriesStopped.Reason.NOT_RETRYABLE ? "verdict" : of((Enum<?>) reason);
    }

    /** What kind of failure it was: the SQLSTATE, or the class where that says more, or is all that there is. */
    static String errorType(Throwable failure) {
        return sqlState(failure)
                .filter(code -> !(failure instanceof HeadgateException))
                .orElseGet(() -> className(failure));
    }

    static String errorType(OperationEnded ended) {
        return ended.failure().map(Names::errorType).orElse(Keys.NONE);
    }

    static String statusCode(OperationEnded ended) {
        return ended.failure().flatMap(Names::sqlState).orElse(Keys.NONE);
    }

    /** The SQLSTATE, if there is one, and the class. */
    static String kind(Throwable failure) {
        return sqlState(failure).map(code -> code + " ").orElse("") + className(failure);
    }

    private static Optional<String> sqlState(Throwable failure) {
        return failure instanceof R2dbcException known
                ? Optional.ofNullable(known.getSqlState()).filter(code -> code.length() == SQL_STATE_LENGTH)
                : Optional.empty();
    }

    private static String className(Throwable failure) {
        return Optional.ofNullable(failure.getClass().getCanonicalName()).orElseGet(() -> failure.getClass().getName());
    }
}
