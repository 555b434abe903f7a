package io.github.headgate.demo;

import io.github.headgate.HeadgateEvent.GenerationLost;
import io.github.headgate.HeadgateEvent.GenerationOpening;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Case 2: many callers meet a database that is not there yet. */
final class Crowd implements Case {

    private static final int FEW = 5;
    private static final int MANY = 10_000;
    private static final Duration DOWN = Duration.ofMillis(800);
    private static final Duration LONG_DEADLINE = Duration.ofSeconds(20); // for 10 000 answers over ten connections

    @Override
    public String title() {
        return "Crowd in warm-up";
    }

    @Override
    public String script() {
        return "5 callers, then 10 000, before the server is up";
    }

    @Override
    public List<Promise> play(Stage stage) {
        List<Promise> promises = new ArrayList<>(crowd(stage, FEW, Stage.DEADLINE));
        stage.server().stop();
        promises.addAll(crowd(stage, MANY, LONG_DEADLINE));
        return promises;
    }

    private static List<Promise> crowd(Stage stage, int callers, Duration deadline) {
        stage.journal().turnThePage();
        Client client = stage.client();
        CompletableFuture<List<Call>> begun = stage.calls().begin(callers, client.query("select 1", deadline));
        Stage.pause(DOWN);
        stage.server().start();
        List<Call> calls = Calls.ended(begun);
        int openings = stage.journal().count(GenerationOpening.class);
        int losses = stage.journal().count(GenerationLost.class);
        client.close().block(Stage.DEADLINE);
        return List.of(
                new Promise("all of " + callers + " callers succeed", Facts.allSucceeded(calls), Facts.endings(calls)),
                new Promise("they share one opening, and nobody disconnects another", openings == 1 && losses == 0,
                        openings + " openings, " + losses + " losses"));
    }
}
