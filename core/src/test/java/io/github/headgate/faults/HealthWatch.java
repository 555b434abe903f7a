package io.github.headgate.faults;

import io.github.headgate.HeadgateClient;
import io.github.headgate.Health;
import io.github.headgate.TooManyWaitersException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/**
 * Asks for the health ten times a second, and takes the client at its word: after each {@code UP} it runs a query. It
 * subscribes to both until it is closed.
 */
final class HealthWatch implements AutoCloseable {

    private static final Duration PAUSE = Duration.ofMillis(100);

    private final HeadgateClient client;
    private final List<Answer> answers = new CopyOnWriteArrayList<>();
    private final Disposable asking;

    /**
     * One answer, by {@link System#nanoTime}.
     *
     * @param proof when the query after an {@code UP} had ended, and with what failure
     */
    record Answer(Health.Status status, long asked, long answered, Optional<Proof> proof) {

        boolean isUp() {
            return status == Health.Status.UP;
        }
    }

    /** How the query after an {@code UP} went. */
    record Proof(long ended, Optional<Throwable> failure) {

        /** Whether it was turned away for the number of those who waited. */
        boolean isRefusal() {
            return failure.filter(TooManyWaitersException.class::isInstance).isPresent();
        }
    }

    HealthWatch(HeadgateClient client) {
        this.client = client;
        this.asking = Mono.defer(this::look)
                .then(Mono.delay(PAUSE))
                .repeat()
                .subscribe();
    }

    List<Answer> answers() {
        return List.copyOf(answers);
    }

    @Override
    public void close() {
        asking.dispose();
    }

    private Mono<Answer> look() {
        long asked = System.nanoTime();
        return client.health()
                .flatMap(health -> answer(health.status(), asked, System.nanoTime()))
                .doOnNext(answers::add);
    }

    private Mono<Answer> answer(Health.Status status, long asked, long answered) {
        Answer answer = new Answer(status, asked, answered, Optional.empty());
        return answer.isUp()
                ? proof().map(proof -> new Answer(status, asked, answered, Optional.of(proof)))
                : Mono.just(answer);
    }

    private Mono<Proof> proof() {
        return client.sql("select 1")
                .query(row -> Optional.<Throwable>empty())
                .one()
                .onErrorResume(failure -> Mono.just(Optional.of(failure)))
                .map(failure -> new Proof(System.nanoTime(), failure));
    }
}
