package io.github.headgate.faults;

import io.github.headgate.HeadgateClient;
import io.github.headgate.reactor.Deadline;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.util.context.Context;

/**
 * Callers that use a client in all its ways, each one operation after the other, until they are told to stop. It
 * subscribes to all of them.
 */
final class Workload {

    /** Each way as often as it is taken beside the others. */
    static final List<Way> MIX = List.of(
            Way.READ, Way.READ, Way.READ, Way.READ, Way.ROWS, Way.FIRST, Way.WRITE, Way.WRITE, Way.WRITE,
            Way.IDEMPOTENT, Way.RETURNING, Way.RETURNING, Way.BATCH, Way.TRANSACTION, Way.TRANSACTION, Way.TRANSACTION,
            Way.GUARDED, Way.FACTORY, Way.FACTORY, Way.ALTERED);

    /** How long a user's own rollback and close may take after his deadline. */
    private static final Duration CLEANING_UP = Duration.ofSeconds(4);

    private final Calls calls;
    private final Ledger ledger;
    private final Load load;
    private final Sinks.Empty<Void> done = Sinks.empty();
    private volatile boolean running = true;

    /**
     * What is asked of the client.
     *
     * @param callers how many use it
     * @param pause how long each waits between two operations, on average
     * @param timeout the client's own
     * @param leaving how many of a hundred operations are cancelled
     * @param patience the longest time after which they are
     * @param ways from which each operation is drawn
     */
    record Load(int callers, Duration pause, Duration timeout, int leaving, Duration patience, List<Way> ways) {

        static final Load USUAL = new Load(64, Duration.ofMillis(150), Duration.ofSeconds(4), 4, Duration.ofMillis(15),
                MIX);

        Load callers(int number) {
            return new Load(number, pause, timeout, leaving, patience, ways);
        }

        Load pause(Duration average) {
            return new Load(callers, average, timeout, leaving, patience, ways);
        }

        Load timeout(Duration whole) {
            return new Load(callers, pause, whole, leaving, patience, ways);
        }

        Load leaving(int percent, Duration within) {
            return new Load(callers, pause, timeout, percent, within, ways);
        }

        Load only(Way... some) {
            return new Load(callers, pause, timeout, leaving, patience, List.of(some));
        }
    }

    Workload(HeadgateClient client, Ledger ledger, Load load) {
        this.calls = new Calls(client);
        this.ledger = ledger;
        this.load = load;
    }

    /** Lets the callers begin. */
    void start(Seed seed) {
        Flux.range(0, load.callers())
                .flatMap(number -> caller(seed.random(number)), Math.max(1, load.callers()))
                .doOnTerminate(done::tryEmitEmpty)
                .subscribe();
    }

    /** Begins no more operations, and completes when those under way have ended. */
    Mono<Void> stopped() {
        return Mono.defer(() -> {
            running = false;
            return done.asMono();
        });
    }

    private Mono<Void> caller(Random random) {
        return Mono.defer(() -> Mono.delay(drawn(load.pause().multipliedBy(2), random)).then(operation(random)))
                .repeat(() -> running)
                .then();
    }

    /** One operation of each of so many, at once. Emits how many succeeded. */
    Mono<Long> burst(int many, Way way) {
        return Flux.range(0, many)
                .map(number -> ledger.begin(way, limit(way)))
                .flatMap(entry -> new Witness(entry, context(way)).watching(calls.call(entry)).thenReturn(entry), many)
                .filter(entry -> entry.ended(Ending.How.SUCCEEDED))
                .count();
    }

    private Mono<Void> operation(Random random) {
        Way way = load.ways().get(random.nextInt(load.ways().size()));
        boolean leaves = random.nextInt(100) < load.leaving();
        Duration patience = drawn(load.patience(), random);
        return Mono.defer(() -> {
            Entry entry = ledger.begin(way, limit(way));
            Witness witness = new Witness(entry, context(way));
            Mono<Void> whole = witness.watching(calls.call(entry));
            return leaves ? whole.or(Mono.delay(patience).then(Mono.fromRunnable(witness::cancel))) : whole;
        });
    }

    private Optional<Duration> limit(Way way) {
        return switch (way) {
            case FACTORY, ALTERED -> Optional.of(load.timeout().plus(CLEANING_UP));
            default -> Optional.of(load.timeout());
        };
    }

    private Context context(Way way) {
        return way.isForeign()
                ? Deadline.after(load.timeout(), Schedulers.parallel()).writeTo(Context.empty())
                : Context.empty();
    }

    private static Duration drawn(Duration longest, Random random) {
        return Duration.ofNanos((long) (longest.toNanos() * random.nextDouble()));
    }
}
