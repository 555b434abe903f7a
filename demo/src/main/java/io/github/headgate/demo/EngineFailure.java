package io.github.headgate.demo;

import io.github.headgate.HeadgateEvent.GenerationLost;
import io.github.headgate.HeadgateEvent.Retry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/** Case 4: queries fail while the database is there, and because it is not. */
final class EngineFailure implements Case {

    private static final List<Duration> WAITS = List.of(Duration.ofMillis(500), Duration.ofSeconds(1));
    private static final double LEAST_SHARE_OF_A_WAIT = 0.8; // what the jitter leaves
    private static final Duration GONE = Duration.ofMillis(1500);
    private static final Duration SHORT_DEADLINE = Duration.ofSeconds(1);
    private static final Duration SOON = Duration.ofSeconds(1);

    @Override
    public String title() {
        return "Engine failure";
    }

    @Override
    public String script() {
        return "2 queries that fail always, 1 that fails once; a kill for 1.5 s with 3 callers";
    }

    @Override
    public List<Promise> play(Stage stage) {
        Client client = stage.warmClient();
        stage.server().execute("create sequence attempts");
        stage.server()
                .execute("create function conflict(until int) returns int language plpgsql as $$ begin"
                        + " if nextval('attempts') < until then raise exception 'conflict' using errcode = '40001'; end if;"
                        + " return 1; end $$");
        List<Promise> promises = new ArrayList<>();
        promises.add(persistent(stage, client, "a serialization failure", "select conflict(1000)"));
        promises.add(persistent(stage, client, "a backend that is terminated each time",
                "select pg_terminate_backend(pg_backend_pid())"));
        promises.add(passing(stage, client));
        promises.addAll(gone(stage, client));
        return promises;
    }

    private static Promise persistent(Stage stage, Client client, String fault, String sql) {
        stage.journal().turnThePage();
        Call call = stage.calls().one(client.query(sql, Stage.DEADLINE));
        List<Duration> waits = stage.journal().all(Retry.class).stream().map(Retry::after).toList();
        boolean kept = !call.succeeded() && areTheWaits(waits) && call.took().compareTo(Stage.DEADLINE) <= 0
                && stage.journal().count(GenerationLost.class) == 0;
        return new Promise(fault + " is retried after 500 and 1000 ms, then told", kept,
                "retried after " + words(waits) + "; " + Facts.endings(List.of(call)));
    }

    private static Promise passing(Stage stage, Client client) {
        stage.server().execute("alter sequence attempts restart");
        stage.journal().turnThePage();
        Call call = stage.calls().one(client.query("select conflict(2)", Stage.DEADLINE));
        int retries = stage.journal().count(Retry.class);
        return new Promise("a fault that ends is over with the retry", call.succeeded() && retries == 1,
                retries + " retries; " + Facts.endings(List.of(call)));
    }

    private static List<Promise> gone(Stage stage, Client client) {
        stage.journal().turnThePage();
        CompletableFuture<Call> caught = stage.calls().begin(client.query("select pg_sleep(0.5)", Stage.DEADLINE));
        Stage.pause(Duration.ofMillis(100));
        stage.server().kill();
        CompletableFuture<Call> patient = stage.calls().begin(client.query("select 1", Stage.DEADLINE));
        CompletableFuture<Call> hasty = stage.calls().begin(client.query("select 1", SHORT_DEADLINE));
        Stage.pause(GONE);
        stage.server().start();
        long back = System.nanoTime();
        return List.of(
                waited(stage.journal(), Calls.ended(caught)),
                prompt(Calls.ended(patient), back),
                cut(Calls.ended(hasty)));
    }

    private static Promise waited(Journal journal, Call call) {
        List<Duration> waits = journal.all(Retry.class).stream().map(Retry::after).toList();
        boolean kept = call.succeeded() && waits.stream().allMatch(Duration::isZero);
        return new Promise("a query caught by the kill is retried at the gate, without backing off", kept,
                "retried after " + words(waits) + "; " + Facts.endings(List.of(call)));
    }

    private static Promise prompt(Call call, long back) {
        return new Promise("a waiting query is answered as soon as the engine is back",
                call.succeeded() && call.ended() - back < SOON.toNanos(),
                Facts.distance(back, call.ended()) + " another login");
    }

    private static Promise cut(Call call) {
        boolean inTime = call.took().compareTo(SHORT_DEADLINE.plus(Stage.GRACE)) < 0;
        return new Promise("or fails at its deadline, here 1 s", !call.succeeded() && inTime,
                "after " + Facts.time(call.took()) + ", " + Facts.failure(call));
    }

    private static boolean areTheWaits(List<Duration> waits) {
        return waits.size() == WAITS.size() && isTheWait(waits.get(0), WAITS.get(0))
                && isTheWait(waits.get(1), WAITS.get(1));
    }

    private static boolean isTheWait(Duration seen, Duration promised) {
        return seen.compareTo(promised) <= 0 && seen.toMillis() >= promised.toMillis() * LEAST_SHARE_OF_A_WAIT;
    }

    private static String words(List<Duration> waits) {
        return waits.stream().map(Facts::time).collect(Collectors.joining(", then "));
    }
}
