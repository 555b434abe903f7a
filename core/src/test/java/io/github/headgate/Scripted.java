package io.github.headgate;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.headgate.reactor.Backoff;
import io.github.headgate.testkit.Connect;
import io.github.headgate.testkit.ScriptedConnectionFactory;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.reactivestreams.Publisher;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

/** A client over a scripted driver, under virtual time and without jitter, so that every time is exact. */
final class Scripted {

    final VirtualTimeScheduler timer = VirtualTimeScheduler.create();
    final ScriptedConnectionFactory driver = ScriptedConnectionFactory.timedBy(timer);
    final Events events = new Events();
    final HeadgateClient client;

    Scripted() {
        this(settings -> settings);
    }

    Scripted(UnaryOperator<HeadgateOptions.Builder> settings) {
        client = HeadgateClient.create(settings.apply(HeadgateOptions.builder(driver)
                .name("test")
                .timer(timer)
                .noRetryJitter()
                .openingBackoff(Backoff.every(Duration.ofMillis(100)))
                .listener(events)).build());
    }

    /** What became of an operation, and when. */
    static final class Outcome<T> {

        final List<T> values = new ArrayList<>();
        Throwable failure = new AssertionError("it has not failed");
        boolean ended;
        long endedAt = -1;
        Disposable subscription = () -> {};

        Outcome<T> endedAt(long millis) {
            assertThat(ended).as("ended").isTrue();
            assertThat(endedAt).isEqualTo(millis);
            return this;
        }
    }

    <T> Outcome<T> run(Publisher<T> operation) {
        Outcome<T> outcome = new Outcome<>();
        long begun = millis();
        outcome.subscription = Flux.from(operation)
                .doOnError(failure -> outcome.failure = failure)
                .doOnTerminate(() -> {
                    outcome.ended = true;
                    outcome.endedAt = millis() - begun;
                })
                .subscribe(outcome.values::add, failure -> {});
        return outcome;
    }

    Mono<Integer> read() {
        return read("select 1");
    }

    Mono<Integer> read(String sql) {
        return client.sql(sql).query(row -> row.get(0, Integer.class)).one();
    }

    Mono<Long> write(String sql) {
        return client.sql(sql).update();
    }

    Scripted ready() {
        run(client.ready()).endedAt(0);
        return this;
    }

    Scripted advance(long millis) {
        timer.advanceTimeBy(Duration.ofMillis(millis));
        return this;
    }

    long millis() {
        return timer.now(TimeUnit.MILLISECONDS);
    }

    int executions(String sql) {
        return driver.executions(sql).size();
    }

    /** Ends all connections, and refuses new ones until {@link #serverIsBack}. */
    void serverIsGone() {
        driver.connects(Connect.fails(refused()));
        driver.killConnections(closed());
    }

    void serverIsBack() {
        driver.connects(Connect.succeeds());
    }

    static R2dbcException refused() {
        return new R2dbcNonTransientResourceException("Cannot connect to db:5432", "08003",
                new ConnectException("Connection refused"));
    }

    static R2dbcException closed() {
        return new R2dbcNonTransientResourceException("Connection unexpectedly closed", "08006");
    }

    static R2dbcException answer(String code) {
        return new R2dbcNonTransientResourceException("the server says " + code, code);
    }
}
