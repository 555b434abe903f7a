package io.github.headgate.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Plays a case on all clients at once, each on a stage of its own. */
final class Theatre implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Theatre.class);
    private static final long TICK_MILLIS = 200;

    private final List<Contender> contenders;
    private final ExecutorService threads;

    Theatre(Collection<Contender> contenders) {
        this.contenders = List.copyOf(contenders);
        this.threads = Executors.newFixedThreadPool(contenders.size(), Theatre::daemon);
    }

    /**
     * Plays a case, and returns when it is over for all.
     *
     * @param ticking is told now and then how long it has been going on
     */
    Performance play(int number, Consumer<Duration> ticking) throws InterruptedException {
        Case played = Cases.numbered(number);
        long begun = System.nanoTime();
        Map<Contender, CompletableFuture<Outcome>> plays = new EnumMap<>(Contender.class);
        contenders.forEach(contender -> plays.put(contender,
                CompletableFuture.supplyAsync(() -> play(played, contender), threads)));
        Map<Contender, Outcome> outcomes = new EnumMap<>(Contender.class);
        for (Map.Entry<Contender, CompletableFuture<Outcome>> play : plays.entrySet()) {
            outcomes.put(play.getKey(), awaited(play.getValue(), begun, ticking));
        }
        return new Performance(number, played, outcomes, since(begun));
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    private static Outcome awaited(CompletableFuture<Outcome> play, long begun, Consumer<Duration> ticking)
            throws InterruptedException {
        while (true) {
            try {
                return play.get(TICK_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                ticking.accept(since(begun));
            } catch (ExecutionException e) {
                throw new IllegalStateException("no stage for a case", e.getCause());
            }
        }
    }

    /** A play that breaks off counts as a broken promise, and leaves the score that it had until then. */
    private static Outcome play(Case played, Contender contender) {
        try (Stage stage = new Stage(contender)) {
            List<Promise> promises = new ArrayList<>();
            try {
                promises.addAll(played.play(stage));
            } catch (RuntimeException e) {
                log.error("{} broke off on {}", played.title(), contender, e);
                promises.add(new Promise("it can be played to its end", false, e.toString()));
            }
            return new Outcome(stage.score(), promises);
        }
    }

    private static Duration since(long begun) {
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    private static Thread daemon(Runnable play) {
        Thread thread = new Thread(play, "stage");
        thread.setDaemon(true);
        return thread;
    }
}
