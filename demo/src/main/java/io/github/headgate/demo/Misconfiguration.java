package io.github.headgate.demo;

import io.github.headgate.HeadgateEvent.Retry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Case 8: what no waiting can mend, and what looks like it. */
final class Misconfiguration implements Case {

    private static final String SECRET = "n0t-the-passw0rd";
    private static final Duration AT_ONCE = Duration.ofSeconds(1);
    private static final Duration SHORT_DEADLINE = Duration.ofSeconds(1);
    private static final int HEALING_LIMIT = 30; // queries
    private static final Duration HEALING_PAUSE = Duration.ofMillis(100);

    @Override
    public String title() {
        return "Wrong settings";
    }

    @Override
    public String script() {
        return "wrong password, unknown database, mended later; TLS refused; refused port, unknown host";
    }

    @Override
    public List<Promise> play(Stage stage) {
        stage.server().start();
        stage.server().execute("create role app login password 'the-passw0rd'");
        List<Promise> promises = new ArrayList<>();
        promises.addAll(mended(stage, url(stage, "postgres"), "a wrong password", "password authentication failed",
                "alter role app password '" + SECRET + "'"));
        promises.addAll(mended(stage, url(stage, "orders"), "an unknown database", "\"orders\"",
                "create database orders"));
        promises.add(refused(stage, stage.client(url(stage, "postgres") + "?sslMode=require"), "TLS refused", "SSL"));
        stage.server().kill();
        promises.add(awaited(stage, "127.0.0.1:" + stage.server().port(), "a refused port",
                Integer.toString(stage.server().port())));
        promises.add(awaited(stage, "no-such-host.invalid:5432", "an unknown host", "no-such-host.invalid"));
        return promises;
    }

    private static List<Promise> mended(Stage stage, String url, String fault, String named, String mending) {
        Client client = stage.client(url);
        Promise refused = refused(stage, client, fault, named);
        stage.server().execute(mending);
        long mended = System.nanoTime();
        boolean heals = false;
        for (int query = 0; query < HEALING_LIMIT && !heals; query++) {
            heals = client.query("select 1", Stage.DEADLINE)
                    .thenReturn(true)
                    .onErrorReturn(false)
                    .blockOptional()
                    .orElse(false);
            Stage.pause(heals ? Duration.ZERO : HEALING_PAUSE);
        }
        String when = Facts.distance(mended, System.nanoTime()) + " the mending";
        return List.of(refused, new Promise(fault + " heals when it is mended", heals, heals ? when : "it does not"));
    }

    private static Promise refused(Stage stage, Client client, String fault, String named) {
        stage.journal().turnThePage();
        int before = stage.proxy().connects();
        Call call = stage.calls().one(client.query("select 1", Stage.DEADLINE));
        int connects = stage.proxy().connects() - before;
        boolean kept = call.took().compareTo(AT_ONCE) < 0 && connects == 1
                && stage.journal().count(Retry.class) == 0 && names(call, named);
        return new Promise(fault + " is told at once, by its name, after one attempt", kept,
                "after " + Facts.time(call.took()) + " and " + connects + " connects, " + Facts.failure(call));
    }

    private static Promise awaited(Stage stage, String address, String fault, String named) {
        Client client = stage.client("r2dbc:postgresql://app:" + SECRET + "@" + address + "/postgres");
        Call call = stage.calls().one(client.query("select 1", SHORT_DEADLINE));
        boolean atDeadline = call.took().compareTo(SHORT_DEADLINE.plus(Stage.GRACE)) < 0
                && call.took().compareTo(SHORT_DEADLINE) >= 0;
        return new Promise(fault + " is waited for, and named at the deadline", atDeadline && names(call, named),
                "after " + Facts.time(call.took()) + ", " + Facts.failure(call));
    }

    private static boolean names(Call call, String named) {
        String message = call.failure().map(Throwable::toString).orElse("");
        return message.toLowerCase(Locale.ROOT).contains(named.toLowerCase(Locale.ROOT)) && !message.contains(SECRET);
    }

    private static String url(Stage stage, String database) {
        return "r2dbc:postgresql://app:%s@%s:%d/%s".formatted(
                SECRET, stage.proxy().host(), stage.proxy().port(), database);
    }
}
