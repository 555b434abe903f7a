package io.github.headgate.demo;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Case 6: many callers in a long outage, who will not give up. */
final class LongOutage implements Case {

    private static final int CALLERS = 500;
    private static final Duration OUTAGE = Duration.ofSeconds(10);
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final int MOST_CONNECTS = 80;
    private static final Duration HEALTH_EVERY = Duration.ofMillis(250);

    @Override
    public String title() {
        return "Long outage";
    }

    @Override
    public String script() {
        return "killed for 10 s; 500 callers, who call again when they fail";
    }

    @Override
    public List<Promise> play(Stage stage) {
        Client client = stage.warmClient();
        stage.watch(client, HEALTH_EVERY);
        stage.server().kill();
        int before = stage.proxy().connects();
        CompletableFuture<List<Call>> begun = stage.calls()
                .beginUntilAnswered(CALLERS, client.query("select 1", Stage.DEADLINE));
        Stage.pause(FIRST);
        int atFirst = stage.proxy().connects() - before;
        Stage.pause(OUTAGE.minus(FIRST));
        int connects = stage.proxy().connects() - before;
        stage.server().start();
        List<Call> calls = Calls.ended(begun);
        boolean inTime = Facts.slowest(calls).compareTo(Stage.DEADLINE.plus(Stage.GRACE)) < 0;
        return List.of(
                new Promise("at most " + MOST_CONNECTS + " connects in the outage, however many callers",
                        connects <= MOST_CONNECTS, connects + " connects, " + atFirst + " of them in the first second"),
                new Promise("nobody waits longer than his deadline", inTime, Facts.endings(calls)));
    }
}
