package io.github.headgate.spring;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.codec.HttpMessageWriter;
import org.springframework.http.codec.ServerCodecConfigurer;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.reactive.result.view.ViewResolver;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebExceptionHandler;
import reactor.core.publisher.Mono;

/**
 * Answers with a problem (RFC 9457) when the database could not be asked. The application's {@code @ExceptionHandler}s
 * come before it, as do its own {@code WebExceptionHandler}s of the same order.
 */
final class ProblemResponses implements WebExceptionHandler, Ordered {

    /** One before Spring Boot's own, which answers 500 to everything that it does not know. */
    private static final int ORDER = -2;

    private final ServerResponse.Context context;

    ProblemResponses(ServerCodecConfigurer codecs) {
        this.context = new Writers(codecs.getWriters());
    }

    @Override
    public int getOrder() {
        return ORDER;
    }

    @Override
    public Mono<Void> handle(ServerWebExchange exchange, Throwable failure) {
        return Optional.of(exchange)
                .filter(open -> !open.getResponse().isCommitted())
                .flatMap(open -> answer(open, failure))
                .map(answer -> answer.flatMap(response -> response.writeTo(exchange, context)))
                .orElseGet(() -> Mono.error(failure));
    }

    private static Optional<Mono<ServerResponse>> answer(ServerWebExchange exchange, Throwable failure) {
        return failure instanceof DeadlineHeaderException malformed
                ? Optional.of(response(exchange, malformed.getBody(), Optional.empty()))
                : Problem.of(failure).map(problem -> response(exchange, body(problem), problem.retryAfterSeconds()));
    }

    private static ProblemDetail body(Problem problem) {
        return ProblemDetail.forStatusAndDetail(problem.status(), problem.detail());
    }

    private static Mono<ServerResponse> response(
            ServerWebExchange exchange, ProblemDetail body, Optional<Long> retryAfter) {
        body.setInstance(URI.create(exchange.getRequest().getPath().value()));
        ServerResponse.BodyBuilder response = ServerResponse.status(body.getStatus())
                .contentType(MediaType.APPLICATION_PROBLEM_JSON);
        retryAfter.ifPresent(seconds -> response.header(HttpHeaders.RETRY_AFTER, seconds.toString()));
        return response.bodyValue(body);
    }

    private record Writers(List<HttpMessageWriter<?>> messageWriters) implements ServerResponse.Context {

        @Override
        public List<ViewResolver> viewResolvers() {
            return List.of();
        }
    }
}
