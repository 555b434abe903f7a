package io.github.headgate.spring;

import static java.util.Objects.requireNonNull;

import io.github.headgate.HeadgateClient;
import io.github.headgate.HeadgateOptions;
import io.github.headgate.testkit.Answer;
import io.github.headgate.testkit.Connect;
import io.github.headgate.testkit.ScriptedConnectionFactory;
import java.net.ConnectException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.test.scheduler.VirtualTimeScheduler;

/** A client whose database plays a script, and whose time stands still until it is moved. */
final class Scripted {

    final VirtualTimeScheduler timer = VirtualTimeScheduler.create();
    final ScriptedConnectionFactory driver = ScriptedConnectionFactory.timedBy(timer);
    final HeadgateClient client;

    Scripted(UnaryOperator<HeadgateOptions.Builder> settings) {
        client = HeadgateClient
                .create(settings.apply(HeadgateOptions.builder(driver).name("test").timer(timer)).build());
        driver.on("select slow", Answer.hangs());
    }

    static Scripted ready() {
        return new Scripted(settings -> settings.maxSize(1).maxWaiters(1));
    }

    /** Its database refuses every connect. */
    static Scripted down(Throwable refusal) {
        Scripted scripted = ready();
        scripted.driver.connects(Connect.fails(refusal));
        return scripted;
    }

    static Scripted down() {
        return down(new ConnectException("Connection refused: db.example"));
    }

    /** Takes the only connection. */
    void saturate() {
        run(client.sql("select slow").query(row -> 1).one(), 0);
    }

    /** Subscribes, lets so much time pass, and returns the last value, or the failure. */
    Object run(Publisher<?> operation, long millis) {
        AtomicReference<Object> end = new AtomicReference<>("nothing yet");
        Flux.from(operation).subscribe(end::set, end::set);
        timer.advanceTimeBy(Duration.ofMillis(millis));
        return requireNonNull(end.get());
    }

    /** As {@link #run}, of something that fails. */
    Throwable failure(Publisher<?> operation, long millis) {
        return (Throwable) run(operation, millis);
    }
}
