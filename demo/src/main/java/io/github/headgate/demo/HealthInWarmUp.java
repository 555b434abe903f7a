package io.github.headgate.demo;

import io.github.headgate.HeadgateEvent.GenerationLost;
import io.github.headgate.HeadgateEvent.GenerationOpening;
import io.github.headgate.demo.Client.Answer;
import io.github.headgate.demo.HealthWatch.Reading;
import java.time.Duration;
import java.util.List;

/** Case 3: health is asked while the database is not there yet, and believed from its first UP on. */
final class HealthInWarmUp implements Case {

    private static final Duration DOWN = Duration.ofSeconds(2);
    private static final Duration EVERY = Duration.ofMillis(50);
    private static final int QUERIES = 30;

    @Override
    public String title() {
        return "Health in warm-up";
    }

    @Override
    public String script() {
        return "health every 50 ms; up after 2 s; 30 queries from its first UP on";
    }

    @Override
    public List<Promise> play(Stage stage) {
        Client client = stage.client();
        HealthWatch watch = stage.watch(client, EVERY);
        Stage.pause(DOWN);
        long starting = System.nanoTime();
        stage.server().start();
        watch.awaitUp();
        List<Call> calls = stage.calls()
                .inTurn(QUERIES, client.query("select 1", Stage.DEADLINE).delaySubscription(EVERY));
        int openings = stage.journal().count(GenerationOpening.class);
        int losses = stage.journal().count(GenerationLost.class);
        return List.of(
                honest(watch.readings(), starting),
                new Promise("asking disturbs nothing", openings == 1 && losses == 0,
                        openings + " openings, " + losses + " losses"),
                new Promise("from the first UP on every query succeeds", Facts.allSucceeded(calls),
                        Facts.endings(calls)));
    }

    private static Promise honest(List<Reading> readings, long starting) {
        long opening = readings.stream().filter(reading -> reading.answer() == Answer.OPENING).count();
        long down = readings.stream().filter(reading -> reading.answer() == Answer.DOWN).count();
        long tooSoon = readings.stream()
                .filter(reading -> reading.answer() == Answer.UP && reading.at() < starting)
                .count();
        return new Promise("until it is up it waits, or says OPENING", down == 0 && tooSoon == 0,
                readings.size() + " answers, " + opening + " OPENING, " + down + " DOWN, " + tooSoon
                        + " UP too soon");
    }
}
