package io.github.headgate.benchmarks.trouble;

import io.github.headgate.benchmarks.peers.Burst;
import io.github.headgate.benchmarks.peers.Command;
import io.github.headgate.benchmarks.peers.Contender;
import io.github.headgate.benchmarks.peers.Crowd;
import io.github.headgate.benchmarks.peers.PeerProcess;
import io.github.headgate.benchmarks.peers.Sample;
import io.github.headgate.benchmarks.peers.Sight;
import io.github.headgate.benchmarks.peers.Target;
import io.github.headgate.benchmarks.peers.Work;
import io.github.headgate.testkit.FaultProxy;
import io.github.headgate.testkit.PostgresServer;
import io.github.headgate.testkit.Shutdown;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One client, and one fault after the other. It blocks. */
final class Trial implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration STEP = Duration.ofMillis(250);
    private static final int CALLERS = 32;
    private static final int MANY_CALLERS = 500;

    private final PostgresServer server;
    private final FaultProxy proxy;
    private final Contender contender;
    private final Dose dose;
    private final Path logs;
    private final PeerProcess direct;
    private final PeerProcess proxied; // the one that faults happen to
    private final Findings findings = new Findings();

    Trial(PostgresServer server, Contender contender, Dose dose, Path logs) {
        this.server = server;
        this.proxy = FaultProxy.before(server);
        this.contender = contender;
        this.dose = dose;
        this.logs = logs;
        this.direct = PeerProcess.start(contender, Target.of(server), logs);
        this.proxied = PeerProcess.start(contender, Target.of(server, proxy), logs);
    }

    Findings findings() {
        return findings;
    }

    /** The first row in a JVM that has done nothing yet: each in one of its own. */
    void firstRowInNewJvm() {
        for (int time = 0; time < dose.times(); time++) {
            try (PeerProcess fresh = PeerProcess.start(contender, Target.of(server), logs)) {
                findings.addMicros(Finding.FIRST_ROW_NEW_JVM, fresh.ask(Command.firstRow(), Long.class, LIMIT));
            }
        }
    }

    /** Makes the clients, and lets each work until it is warm. */
    void warmUp() {
        for (PeerProcess process : List.of(direct, proxied)) {
            open(process, Contender.POOL);
            process.ask(Command.loop(Work.ROW, CALLERS, dose.warmUp().toMillis()), Sample.class, LIMIT);
        }
        direct.ask(Command.firstRow(), Long.class, LIMIT);
        direct.ask(Command.burst(dose.burst()), Burst.class, LIMIT);
    }

    void firstRow() {
        for (int time = 0; time < dose.firstRows(); time++) {
            findings.addMicros(Finding.FIRST_ROW, direct.ask(Command.firstRow(), Long.class, LIMIT));
        }
    }

    void bursts() {
        for (int time = 0; time < dose.times(); time++) {
            burst(Finding.BURST, Finding.BURST_FAILURES);
        }
    }

    void burstsOfNewClients() {
        for (int time = 0; time < dose.times(); time++) {
            open(direct, Contender.POOL);
            burst(Finding.COLD_BURST, Finding.COLD_BURST_FAILURES);
        }
    }

    private void burst(Finding time, Finding failures) {
        Burst burst = direct.ask(Command.burst(dose.burst()), Burst.class, LIMIT);
        findings.addMicros(time, burst.micros());
        findings.add(failures, burst.failures());
    }

    void cancel() {
        if (!contender.canCancel()) {
            findings.remark(Finding.CANCEL, "cannot cancel");
            return;
        }
        open(direct, 1);
        for (int time = 0; time < dose.times(); time++) {
            findings.addMicros(Finding.CANCEL, direct.ask(Command.cancel(), Long.class, LIMIT));
        }
    }

    /** The server ends where it stands, is away for a second, and starts again, under load; each time for a new client. */
    void restarts() {
        direct.close(); // else its client would come back at the same time
        for (int time = 0; time < dose.restarts(); time++) {
            open(proxied, Contender.POOL); // what the restart before has done to its client is not this one's
            restart();
        }
        findings.remark(Finding.FIRST_SUCCESS, "none in " + dose.patience().toSeconds() + " s");
    }

    private void restart() {
        proxied.ask(Command.begin(CALLERS), Integer.class, LIMIT);
        Pause.of(SECOND);
        long stopped = Crowd.now();
        long accepted = outage(SECOND);
        awaited(accepted, Sight::firstSuccess);
        Pause.of(SECOND.multipliedBy(2));
        add(proxied.ask(Command.report(accepted), Sight.class, LIMIT));
        findings.add(Finding.CONNECTS, connects(stopped, accepted));
    }

    private void add(Sight sight) {
        findings.addMicros(Finding.FIRST_SUCCESS, sight.firstSuccess());
        findings.addMicrosIfAny(Finding.LAST_FAILURE, sight.lastFailure());
        findings.add(Finding.FAILURES, sight.failures());
        findings.add(Finding.HANGING, sight.hanging());
    }

    /** The server is away for long, and many ask a new client. */
    void outage() {
        open(proxied, Contender.POOL);
        proxied.ask(Command.begin(MANY_CALLERS), Integer.class, LIMIT);
        Pause.of(SECOND);
        int before = proxy.connects();
        server.stop(Shutdown.IMMEDIATE);
        Pause.of(dose.outage());
        findings.add(Finding.OUTAGE_CONNECTS, proxy.connects() - before);
        server.start();
        proxied.ask(Command.report(Crowd.now()), Sight.class, LIMIT);
    }

    /** The server says nothing more, and no connection ends. The client is of no use after this. */
    void silence() {
        open(proxied, Contender.POOL);
        proxied.ask(Command.begin(Contender.POOL), Integer.class, LIMIT);
        Pause.of(SECOND);
        long silent = Crowd.now();
        proxy.stall();
        findings.addMicros(Finding.SILENCE, awaited(silent, Sight::firstFailure));
        findings.remark(Finding.SILENCE, "none in " + dose.patience().toSeconds() + " s");
    }

    /** When the callers saw that for the first time since a moment, or null if they have not while patience lasted. */
    private @Nullable Long awaited(long since, Function<Sight, @Nullable Long> what) {
        Duration waited = Duration.ZERO;
        Long seen = null;
        while (seen == null && waited.compareTo(dose.patience()) < 0) {
            Pause.of(STEP); // before the question, which costs its process time
            waited = waited.plus(STEP);
            seen = what.apply(sight(since));
        }
        return seen;
    }

    private Sight sight(long since) {
        return proxied.ask(Command.peek(since), Sight.class, LIMIT);
    }

    private static void open(PeerProcess process, int size) {
        process.ask(Command.open(size), Integer.class, LIMIT);
    }

    /** Returns when the server accepted again. */
    private long outage(Duration time) {
        server.stop(Shutdown.IMMEDIATE);
        Pause.of(time);
        CompletableFuture<Long> accepted = Acceptance.of(Target.of(server));
        server.start();
        return accepted.join();
    }

    private long connects(long from, long to) {
        return proxy.connectTimes()
                .stream()
                .mapToLong(time -> ChronoUnit.MICROS.between(Instant.EPOCH, time))
                .filter(time -> from <= time && time < to)
                .count();
    }

    @Override
    public void close() {
        proxy.close(); // first, for a client may wait for its server when it ends
        proxied.close();
        direct.close();
    }
}
