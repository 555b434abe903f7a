package io.github.headgate.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.headgate.reactor.Deadline;
import io.github.headgate.reactor.DeadlineTicker;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

class DeadlineFilterTest {

    private static final String HEADER = "X-Deadline";

    private final VirtualTimeScheduler timer = VirtualTimeScheduler.create();
    private Optional<Deadline> seen = Optional.empty();

    private Mono<Void> request(@Nullable Duration limit, @Nullable String header, String... values) {
        return request(limit, header, MockServerHttpRequest.get("/orders").header(HEADER, values).build());
    }

    private Mono<Void> request(@Nullable Duration limit, @Nullable String header, MockServerHttpRequest request) {
        return new DeadlineFilter(new HeadgateWebProperties(limit, header), DeadlineTicker.of(timer, Duration.ZERO))
                .filter(MockServerWebExchange.from(request), exchange -> Mono.deferContextual(context -> {
                    seen = Deadline.in(context);
                    return Mono.empty();
                }));
    }

    private Duration left() {
        return seen.orElseThrow().remaining();
    }

    @Test
    void givesTheRequestItsDeadline() {
        request(Duration.ofSeconds(2), null).block();

        assertThat(left()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void countsFromTheArrivalOfEachRequest() {
        Mono<Void> request = request(Duration.ofSeconds(2), null);
        timer.advanceTimeBy(Duration.ofSeconds(5));

        request.block();

        assertThat(left()).isEqualTo(Duration.ofSeconds(2));
    }

    @ParameterizedTest
    @CsvSource({"250ms, PT0.25S", "1s, PT1S", "PT1.5S, PT1.5S", "700, PT0.7S", "0, PT0S", "10s, PT2S"})
    void takesTheHeadersWhereThatIsEarlier(String value, Duration expected) {
        request(Duration.ofSeconds(2), HEADER, value).block();

        assertThat(left()).isEqualTo(expected);
    }

    @Test
    void takesTheEarliestOfSeveral() {
        request(null, HEADER, "900ms", "300ms").block();

        assertThat(left()).isEqualTo(Duration.ofMillis(300));
    }

    @Test
    void givesNoneWhereNoneIsAsked() {
        request(null, HEADER).block();

        assertThat(seen).isEmpty();
    }

    @Test
    void readsNoHeaderUnlessItIsAllowed() {
        request(Duration.ofSeconds(2), null, "250ms").block();

        assertThat(left()).isEqualTo(Duration.ofSeconds(2));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Accept  | text/event-stream
            Accept  | application/json, text/event-stream;q=0.9
            Upgrade | websocket
            Upgrade | h2c, WebSocket
            """)
    void leavesAStreamWithoutEndToItself(String name, String value) {
        request(Duration.ofSeconds(2), null, MockServerHttpRequest.get("/orders").header(name, value).build()).block();

        assertThat(seen).isEmpty();
    }

    @Test
    void givesAStreamWithoutEndTheDeadlineThatItsCallerAsksFor() {
        MockServerHttpRequest stream = MockServerHttpRequest.get("/orders")
                .header("Accept", "text/event-stream")
                .header(HEADER, "9s")
                .build();

        request(Duration.ofSeconds(2), HEADER, stream).block();

        assertThat(left()).isEqualTo(Duration.ofSeconds(9));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Accept  | */*
            Accept  | text/*
            Accept  | no media type
            Upgrade | h2c
            """)
    void givesItToAllOthers(String name, String value) {
        request(Duration.ofSeconds(2), null, MockServerHttpRequest.get("/orders").header(name, value).build()).block();

        assertThat(left()).isEqualTo(Duration.ofSeconds(2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"soon", "-1s", "1 hour", "99999999999999999d", "9999999999999999999999", ""})
    void refusesAHeaderThatItCannotRead(String value) {
        StepVerifier.create(request(Duration.ofSeconds(2), HEADER, value))
                .verifyErrorSatisfies(failure -> assertThat(failure)
                        .isInstanceOfSatisfying(DeadlineHeaderException.class, malformed -> {
                            assertThat(malformed.getStatusCode().value()).isEqualTo(400);
                            assertThat(malformed.getBody().getDetail()).contains(HEADER).contains("250ms");
                        }));
    }
}
