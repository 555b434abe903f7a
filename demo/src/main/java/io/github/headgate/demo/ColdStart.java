package io.github.headgate.demo;

import io.github.headgate.HeadgateEvent.Retry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Case 1: the client is there before the database. */
final class ColdStart implements Case {

    private static final Duration DOWN = Duration.ofMillis(2500);
    private static final Duration SOON = Duration.ofSeconds(1); // 200 ms on an idle machine, which this one need not be

    @Override
    public String title() {
        return "Cold start";
    }

    @Override
    public String script() {
        return "one query; its server comes up 2.5 s later";
    }

    @Override
    public List<Promise> play(Stage stage) {
        Client client = stage.client();
        CompletableFuture<Call> begun = stage.calls().begin(client.query("select 1", Stage.DEADLINE));
        Stage.pause(DOWN);
        stage.server().start();
        long up = System.nanoTime();
        Call first = Calls.ended(begun);
        int retries = stage.journal().count(Retry.class);
        return List.of(
                new Promise("the first query succeeds", first.succeeded(), Facts.endings(List.of(first))),
                new Promise("it waits at the gate and is not retried", retries == 0, retries + " retries"),
                new Promise("it is answered as soon as the server takes logins",
                        first.succeeded() && first.ended() - up < SOON.toNanos(),
                        Facts.distance(up, first.ended()) + " another login"));
    }
}
