package io.github.headgate.demo;

import io.github.headgate.demo.Client.Answer;
import io.github.headgate.demo.HealthWatch.Reading;
import io.github.headgate.testkit.Freeze;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Case 7: the server takes connections, and says nothing. */
final class SilentServer implements Case {

    private static final Duration DEADLINE = Duration.ofSeconds(2);
    private static final Duration HEALTH_EVERY = Duration.ofMillis(250);
    private static final int CALLERS = 20;

    @Override
    public String title() {
        return "Silent server";
    }

    @Override
    public String script() {
        return "all of the server frozen: twice 20 callers with 2 s each; thawed: one more";
    }

    @Override
    public List<Promise> play(Stage stage) {
        Client client = stage.warmClient();
        stage.server().freeze(Freeze.ALL);
        long frozen = System.nanoTime();
        HealthWatch watch = stage.watch(client, HEALTH_EVERY);
        List<Call> callers = new ArrayList<>();
        callers.addAll(Calls.ended(stage.calls().begin(CALLERS, client.query("select 1", DEADLINE))));
        callers.addAll(Calls.ended(stage.calls().begin(CALLERS, client.query("select 1", DEADLINE))));
        long thawed = System.nanoTime();
        stage.server().thaw();
        Call next = stage.calls().one(client.query("select 1", Stage.DEADLINE));
        boolean inTime = Facts.slowest(callers).compareTo(DEADLINE.plus(Stage.GRACE)) < 0;
        long ups = watch.readings().stream().filter(reading -> isUpBetween(reading, frozen, thawed)).count();
        return List.of(
                new Promise("each caller has his error at his deadline", inTime, Facts.endings(callers)),
                new Promise("health is not UP meanwhile", ups == 0, ups + " times UP"),
                new Promise("after the thaw the next query succeeds", next.succeeded(),
                        Facts.endings(List.of(next))));
    }

    private static boolean isUpBetween(Reading reading, long from, long to) {
        return reading.answer() == Answer.UP && reading.at() > from && reading.at() < to;
    }
}
