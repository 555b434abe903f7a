package io.github.headgate.spring;

import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** The caller's deadline cannot be read. It is his mistake: 400. */
final class DeadlineHeaderException extends ErrorResponseException {

    private static final long serialVersionUID = 1L;

    DeadlineHeaderException(String header, Throwable cause) {
        super(HttpStatus.BAD_REQUEST, ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, "the header " + header
                + " must be a duration that is not negative, such as 250ms, 2s, PT2S, or milliseconds"), cause);
    }
}
