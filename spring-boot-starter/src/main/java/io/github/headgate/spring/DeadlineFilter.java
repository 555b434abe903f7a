package io.github.headgate.spring;

import io.github.headgate.reactor.Deadline;
import io.github.headgate.reactor.DeadlineTicker;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Gives a request one deadline for all its queries, those of other filters included. It bounds the queries and not the
 * request: what needs no database goes on.
 *
 * <p>A request for {@code text/event-stream} or for a WebSocket has no end in sight, so the limit does not hold for it:
 * each query of it would fail from then on. The deadline that its caller asks for does.
 */
final class DeadlineFilter implements WebFilter, Ordered {

    private final Optional<Duration> limit;
    private final Optional<String> header;
    private final DeadlineTicker deadlines; // one for all requests

    DeadlineFilter(HeadgateWebProperties properties, DeadlineTicker deadlines) {
        this.limit = Optional.ofNullable(properties.requestDeadline());
        this.header = Optional.ofNullable(properties.deadlineHeader());
        this.deadlines = deadlines;
    }

    /** Before Spring Security's filter, whose users may come from the database. */
    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE + 100;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        return Mono.defer(() -> earliest(exchange)
                .map(wait -> within(wait, chain.filter(exchange)))
                .orElseGet(() -> chain.filter(exchange)));
    }

    private Mono<Void> within(Duration wait, Mono<Void> request) {
        return request.contextWrite(Deadline.after(wait, deadlines)::writeTo);
    }

    private Optional<Duration> earliest(ServerWebExchange exchange) {
        Stream<Duration> asked = header.stream().flatMap(name -> asked(name, exchange));
        Stream<Duration> ours = limit.filter(wait -> !isEndless(exchange.getRequest().getHeaders())).stream();
        return Stream.concat(ours, asked).min(Duration::compareTo);
    }

    private static boolean isEndless(HttpHeaders headers) {
        return names(headers, HttpHeaders.ACCEPT, MediaType.TEXT_EVENT_STREAM_VALUE)
                || names(headers, HttpHeaders.UPGRADE, "websocket");
    }

    /** Not by Spring's parser, which fails on what is malformed: that is for others to refuse. */
    private static boolean names(HttpHeaders headers, String header, String value) {
        return headers.getOrDefault(header, List.of())
                .stream()
                .anyMatch(line -> line.toLowerCase(Locale.ROOT).contains(value));
    }

    private static Stream<Duration> asked(String name, ServerWebExchange exchange) {
        List<String> values = exchange.getRequest().getHeaders().getOrDefault(name, List.of());
        return values.stream().map(value -> parsed(name, value));
    }

    private static Duration parsed(String name, String value) {
        try {
            Duration wait = DurationStyle.detectAndParse(value.trim());
            if (wait.isNegative()) {
                throw new IllegalArgumentException("negative");
            }
            return wait;
        } catch (IllegalArgumentException malformed) {
            throw new DeadlineHeaderException(name, malformed);
        }
    }
}
