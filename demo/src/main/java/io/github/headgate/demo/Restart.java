package io.github.headgate.demo;

import io.github.headgate.testkit.Shutdown;
import java.time.Duration;
import java.util.List;

/** Case 5: the server restarts under ten idle connections. */
final class Restart implements Case {

    private static final int IN_TURN = 30;
    private static final int AT_ONCE = 50;
    private static final Duration HEALTH_EVERY = Duration.ofMillis(50);

    @Override
    public String title() {
        return "Restart";
    }

    @Override
    public String script() {
        return "restart -m immediate under 10 idle connections: 30 queries in turn; again: 50 at once";
    }

    @Override
    public List<Promise> play(Stage stage) {
        Client client = stage.warmClient();
        stage.watch(client, HEALTH_EVERY);
        stage.server().restart(Shutdown.IMMEDIATE);
        List<Call> inTurn = stage.calls().inTurn(IN_TURN, client.query("select 1", Stage.DEADLINE));
        stage.fill(client);
        stage.server().restart(Shutdown.IMMEDIATE);
        List<Call> atOnce = Calls.ended(stage.calls().begin(AT_ONCE, client.query("select 1", Stage.DEADLINE)));
        return List.of(
                new Promise("no query in turn fails after the restart", Facts.allSucceeded(inTurn),
                        Facts.endings(inTurn)),
                new Promise("none of 50 at once does", Facts.allSucceeded(atOnce), Facts.endings(atOnce)));
    }
}
