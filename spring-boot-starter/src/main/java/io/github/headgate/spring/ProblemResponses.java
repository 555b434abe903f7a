package io.github.headgate.spring;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
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

    /**
     * Those which are told when to come back. That nothing was sent is known of one operation and not of its request,
     * whose first write may have been kept when its second query met no database; and nobody knows what else it did. Proxies
     * and clients send again what is told to come back. So it is told where HTTP says that it does no harm, RFC 9110, 9.2.1.
     */
    private static final Set<HttpMethod> SAFE = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

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
                : Problem.of(failure).map(problem -> response(exchange, body(problem), retryAfter(exchange, problem)));
    }

    private static Optional<Long> retryAfter(ServerWebExchange exchange, Problem problem) {
        return SAFE.contains(exchange.getRequest().getMethod()) ? problem.retryAfterSeconds() : Optional.empty();
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
