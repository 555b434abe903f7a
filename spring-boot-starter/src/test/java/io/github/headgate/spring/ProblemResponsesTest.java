package io.github.headgate.spring;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.codec.ServerCodecConfigurer;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.http.server.reactive.MockServerHttpResponse;
import org.springframework.mock.web.server.MockServerWebExchange;

class ProblemResponsesTest {

    private static MockServerHttpResponse answer(String method) {
        Scripted scripted = Scripted.down();
        Throwable notReady = scripted.failure(scripted.client.sql("select 1").query(row -> 1).one(), 4000);
        MockServerWebExchange exchange = MockServerWebExchange
                .from(MockServerHttpRequest.method(HttpMethod.valueOf(method), "/orders"));
        new ProblemResponses(ServerCodecConfigurer.create()).handle(exchange, notReady).block();
        return exchange.getResponse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "OPTIONS"})
    void tellWhenToComeBackWhereThatDoesNoHarm(String method) {
        MockServerHttpResponse response = answer(method);

        assertThat(response.getStatusCode()).isEqualTo(HttpStatus.SERVICE_UNAVAILABLE);
        assertThat(response.getHeaders().getFirst(HttpHeaders.RETRY_AFTER)).matches("[1-9][0-9]*");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "PATCH", "DELETE"})
    void callNobodyBackWhoseFirstWriteMayHaveBeenKept(String method) {
        MockServerHttpResponse response = answer(method);

        assertThat(response.getStatusCode()).isEqualTo(HttpStatus.SERVICE_UNAVAILABLE);
        assertThat(response.getHeaders().headerNames()).doesNotContain(HttpHeaders.RETRY_AFTER);
    }
}
