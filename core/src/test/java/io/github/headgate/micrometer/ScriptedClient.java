package io.github.headgate.micrometer;

import io.github.headgate.HeadgateClient;
import io.github.headgate.HeadgateOptions;
import io.github.headgate.reactor.Backoff;
import io.github.headgate.testkit.ScriptedConnectionFactory;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.reactivestreams.Publisher;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

/** A client over a scripted driver, under virtual time and without jitter. */
final class ScriptedClient {

    final VirtualTimeScheduler timer = VirtualTimeScheduler.create();
    final ScriptedConnectionFactory driver = ScriptedConnectionFactory.timedBy(timer);
    final HeadgateClient client;

    ScriptedClient(UnaryOperator<HeadgateOptions.Builder> settings) {
        client = HeadgateClient.create(settings.apply(HeadgateOptions.builder(driver)
                .name("orders")
                .timer(timer)
                .noRetryJitter()
                .openingBackoff(Backoff.every(Duration.ofMillis(100)))).build());
    }

    ScriptedClient ready() {
        run(client.ready());
        return this;
    }

    Mono<Integer> read() {
        return client.sql("select 1").query(row -> row.get(0, Integer.class)).one();
    }

    Mono<Long> write() {
        return client.sql("insert").update();
    }

    Disposable run(Publisher<?> operation) {
        return Flux.from(operation).subscribe(value -> {}, failure -> {});
    }

    void advance(long millis) {
        timer.advanceTimeBy(Duration.ofMillis(millis));
    }

    static R2dbcException answer(String code) {
        return new R2dbcNonTransientResourceException("the server says " + code, code);
    }

    static R2dbcException refused() {
        return new R2dbcNonTransientResourceException("Cannot connect to db:5432", "08003",
                new ConnectException("Connection refused"));
    }

    static R2dbcException closed() {
        return new R2dbcNonTransientResourceException("Connection unexpectedly closed", "08006");
    }
}
