package io.github.headgate.benchmarks.peers;

import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import java.util.Map;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** A WebFlux service with one endpoint, {@code GET /items/{id}}, which reads a row by its key, as the demo's orders do. */
final class Endpoint {

    private final Client client;
    private final DisposableServer server;

    private Endpoint(Client client) {
        this.client = client;
        this.server = HttpServer.create()
                .host("127.0.0.1")
                .handle(new ReactorHttpHandlerAdapter(RouterFunctions.toHttpHandler(routes())))
                .bindNow();
    }

    static Endpoint of(Client client) {
        return new Endpoint(client);
    }

    String url() {
        return "http://127.0.0.1:" + server.port() + "/items/";
    }

    private RouterFunction<ServerResponse> routes() {
        return route().GET("/items/{id}", this::item).build();
    }

    private Mono<ServerResponse> item(ServerRequest request) {
        int id = Integer.parseInt(request.pathVariable("id"));
        return read(id).then(Mono.defer(() -> ServerResponse.ok().bodyValue(Map.of("id", id))));
    }

    private Mono<Void> read(int id) {
        return Mono.create(sink -> client.callers().execute(() -> client.begin(Work.ROW, id, new Ended() {

            @Override
            public void succeeded() {
                sink.success();
            }

            @Override
            public void failed(Throwable failure) {
                sink.error(failure);
            }
        })));
    }
}
