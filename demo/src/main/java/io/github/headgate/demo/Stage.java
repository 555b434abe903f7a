package io.github.headgate.demo;

import io.github.headgate.testkit.FaultProxy;
import io.github.headgate.testkit.PostgresServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What a case is played with: a Postgres of its own that does not run yet, a proxy before it that counts connects, and
 * one kind of client. While the server is down the proxy takes connections and hangs up at once, as load balancers do.
 */
final class Stage implements AutoCloseable {

    /** What a caller waits for an answer, where a case does not say otherwise. It is Headgate's default. */
    static final Duration DEADLINE = Duration.ofSeconds(4);

    /** What a failure may come after its deadline on a busy machine. */
    static final Duration GRACE = Duration.ofMillis(500);

    private static final int POOL = 10;
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(10);

    private final Contender contender;
    private final PostgresServer server = PostgresServer.builder().build();
    private final FaultProxy proxy = FaultProxy.before(server);
    private final Calls calls = new Calls();
    private final Journal journal = new Journal();
    private final List<Client> clients = new ArrayList<>();
    private final List<HealthWatch> watches = new ArrayList<>();

    Stage(Contender contender) {
        this.contender = contender;
    }

    PostgresServer server() {
        return server;
    }

    FaultProxy proxy() {
        return proxy;
    }

    Calls calls() {
        return calls;
    }

    Journal journal() {
        return journal;
    }

    /** A new client of the server. */
    Client client() {
        return client(proxy.url());
    }

    Client client(String url) {
        Client client = contender.client(url, journal);
        clients.add(client);
        return client;
    }

    /** Starts the server and returns a client all of whose ten connections are open and idle. */
    Client warmClient() {
        server.start();
        Client client = client();
        fill(client);
        return client;
    }

    /** Makes the client open all its connections, and leaves them idle. It is no part of the score. */
    void fill(Client client) {
        Flux.range(0, POOL)
                .flatMap(caller -> client.query("select pg_sleep(0.3)", DEADLINE), POOL)
                .onErrorComplete() // a client that cannot is left with what it has
                .then()
                .block(CLOSE_LIMIT);
    }

    /** Asks for the client's health from now on until the end of the case. */
    HealthWatch watch(Client client, Duration every) {
        HealthWatch watch = new HealthWatch(client, every);
        watches.add(watch);
        return watch;
    }

    /** Lets time pass. */
    static void pause(Duration time) {
        Mono.delay(time).block();
    }

    Score score() {
        return Score.of(calls.all(), proxy.connects(),
                watches.stream().flatMap(watch -> watch.readings().stream()).toList());
    }

    @Override
    public void close() {
        watches.forEach(HealthWatch::dispose);
        Flux.fromIterable(clients)
                .flatMap(client -> client.close().timeout(CLOSE_LIMIT).onErrorComplete())
                .blockLast();
        proxy.close();
        server.close();
    }
}
