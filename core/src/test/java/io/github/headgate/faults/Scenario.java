package io.github.headgate.faults;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import static java.util.Objects.requireNonNull;

import io.github.headgate.HeadgateClient;
import io.github.headgate.HeadgateOptions;
import io.github.headgate.testkit.FaultProxy;
import io.github.headgate.testkit.PgBouncer;
import io.github.headgate.testkit.PostgresServer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * A server, a client and its callers, for a test that breaks the server and then wants to know what came of it. It
 * blocks, so it is for the thread of a test.
 *
 * <pre>{@code
 * try (Scenario scenario = Scenario.on(server).start()) {
 *     scenario.outage("restart", () -> server.restart(Shutdown.FAST));
 *     scenario.pause(Duration.ofSeconds(1));
 *     scenario.finished(1).hold();
 * }
 * }</pre>
 */
final class Scenario implements AutoCloseable {

    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration RECOVERY_LIMIT = Duration.ofSeconds(5);

    private final PostgresServer server;
    private final Workload.Load load;
    private final Seed seed = Seed.given();
    private final Footprint before;
    private final Alarms alarms = new Alarms();
    private final Stalls stalls = new Stalls();
    private final FaultProxy proxy;
    private final Steps steps = new Steps();
    private final HeadgateOptions options;
    private final HeadgateClient client;
    private final Sessions sessions;
    private final boolean pooled;
    private final Ledger ledger = new Ledger();
    private final Workload workload;
    private final HealthWatch health;
    private final List<Fault> faults = new ArrayList<>();
    private Evidence.@Nullable Steady steady; // null before the first fault

    private Scenario(Builder builder) {
        server = builder.server;
        load = builder.load;
        server.execute(Calls.TABLES);
        before = Footprint.now();
        proxy = builder.bouncer.map(FaultProxy::before).orElseGet(() -> FaultProxy.before(server));
        String application = "faults-" + NUMBER.incrementAndGet();
        sessions = new Sessions(server, application, builder.bouncer);
        pooled = builder.bouncer.isPresent();
        options = builder.options
                .apply(HeadgateOptions
                        .builder(builder.url.apply(proxy.url()) + "?applicationName=" + application + builder.query())
                        .timeout(load.timeout())
                        .listener(steps))
                .build();
        client = HeadgateClient.create(options);
        steps.follow(client);
        workload = new Workload(client, ledger, load);
        client.ready().block(LONG);
        health = new HealthWatch(client);
        workload.start(seed);
    }

    static Builder on(PostgresServer server) {
        return new Builder(server);
    }

    HeadgateClient client() {
        return client;
    }

    HeadgateOptions options() {
        return options;
    }

    FaultProxy proxy() {
        return proxy;
    }

    Sessions sessions() {
        return sessions;
    }

    Steps steps() {
        return steps;
    }

    /** What a test leaves to chance. */
    Random random() {
        return seed.random(-1);
    }

    void pause(Duration time) {
        LockSupport.parkNanos(time.toNanos());
    }

    /** Returns when so many operations have begun. */
    void pauseUntilBegun(int operations) {
        while (ledger.entries().size() < operations) {
            pause(Duration.ofMillis(50));
        }
    }

    /** Lets so many callers in at once, each with one read, and returns how many succeeded when all have ended. */
    long burst(int callers) {
        return requireNonNull(workload.burst(callers, Way.READ).block(LONG));
    }

    /** Closes the client under its callers, and returns when it is closed. */
    void closesClient() {
        health.close();
        client.close().block(LONG);
    }

    /** How many connections the client still has when that is none, or after {@code limit}. */
    int openAfter(Duration limit) {
        long begun = System.nanoTime();
        while (client.snapshot().open() > 0 && System.nanoTime() - begun < limit.toNanos()) {
            pause(Duration.ofMillis(20));
        }
        return client.snapshot().open();
    }

    /** Does something to the server that it survives. */
    void fault(String name, Runnable action) {
        play(name, false, action);
    }

    /** Does something to the server during which it takes no logins; when {@code action} returns, it does again. */
    void outage(String name, Runnable action) {
        play(name, true, action);
    }

    /** Returns when an operation that has begun since the last fault has succeeded, or after 5 s, to be found late. */
    void pauseUntilRecovered() {
        long over = faults.get(faults.size() - 1).over();
        long begun = System.nanoTime();
        while (System.nanoTime() - begun < RECOVERY_LIMIT.toNanos() && ledger.entries()
                .stream()
                .noneMatch(entry -> entry.begun() > over && entry.ended(Ending.How.SUCCEEDED))) {
            pause(Duration.ofMillis(20));
        }
    }

    private void play(String name, boolean outage, Runnable action) {
        if (steady == null) {
            steady = steady();
        }
        long begun = System.nanoTime();
        action.run();
        faults.add(new Fault(name, begun, System.nanoTime(), outage));
    }

    private Evidence.Steady steady() {
        long sent = Table.sent(server); // before the other, which grows meanwhile
        return new Evidence.Steady(asked(), sent);
    }

    private long asked() {
        return ledger.entries().stream().mapToLong(entry -> entry.way().statements()).sum();
    }

    /** Lets the callers end, looks at everything, and closes the client. The faults may have ended so many generations. */
    Findings finished(int outages) {
        return finished(outages, outages);
    }

    Findings finished(int leastOutages, int mostOutages) {
        long end = System.nanoTime();
        workload.stopped().timeout(LONG, Mono.empty()).block();
        health.close();
        Rest rest = Rest.awaited(client, sessions, options.maxSize());
        Table table = Table.of(server);
        Evidence.Steady calm = steady == null ? steady() : steady;
        List<Long> connects = connects();
        close();
        Footprint after = Footprint.settled(before);
        return new Findings(seed, new Evidence(options, pooled, ledger.entries(), table, calm, faults,
                new Evidence.Outages(leastOutages, mostOutages), steps, health.answers(), connects, alarms.heard(),
                rest, before, after, stalls, end));
    }

    private List<Long> connects() {
        long nanos = System.nanoTime();
        Instant now = Instant.now();
        return proxy.connectTimes().stream().map(at -> nanos - NANOSECONDS.convert(Duration.between(at, now))).toList();
    }

    /** Ends whatever is still there. */
    @Override
    public void close() {
        health.close();
        client.close().block(LONG);
        proxy.close();
        stalls.close();
        alarms.close();
    }

    /** Gathers what a scenario begins with. */
    static final class Builder {

        private final PostgresServer server;
        private Workload.Load load = Workload.Load.USUAL;
        private UnaryOperator<HeadgateOptions.Builder> options = settings -> settings;
        private UnaryOperator<String> url = given -> given;
        private Optional<PgBouncer> bouncer = Optional.empty();

        private Builder(PostgresServer server) {
            this.server = server;
        }

        Builder load(UnaryOperator<Workload.Load> change) {
            load = change.apply(load);
            return this;
        }

        Builder options(UnaryOperator<HeadgateOptions.Builder> change) {
            options = change;
            return this;
        }

        /** Changes what the client logs in with. */
        Builder url(UnaryOperator<String> change) {
            url = change;
            return this;
        }

        /** Puts a pooler between the proxy and the server. */
        Builder through(PgBouncer pooler) {
            bouncer = Optional.of(pooler);
            return this;
        }

        private String query() {
            return bouncer.isPresent() ? "&preparedStatementCacheQueries=0" : "";
        }

        /** Returns when the client is ready and the callers have begun. */
        Scenario start() {
            return new Scenario(this);
        }
    }
}
