package io.github.headgate.benchmarks.profile;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import io.github.headgate.benchmarks.peers.Command;
import io.github.headgate.benchmarks.peers.Contender;
import io.github.headgate.benchmarks.peers.Limit;
import io.github.headgate.benchmarks.peers.Peer;
import io.github.headgate.benchmarks.peers.PeerProcess;
import io.github.headgate.benchmarks.peers.Recorded;
import io.github.headgate.benchmarks.peers.Sample;
import io.github.headgate.benchmarks.peers.Target;
import io.github.headgate.benchmarks.peers.Work;
import io.github.headgate.benchmarks.report.Page;
import io.github.headgate.testkit.PostgresServer;
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import one.profiler.AsyncProfiler;
import reactor.core.publisher.Mono;

/**
 * Measures where the time goes of one row by its key, 64 in flight: Headgate's, and beside it r2dbc-pool's, alone, tuned,
 * and with retry and timeout, and that of the driver which all of them stand on.
 */
public final class Profile {

    private static final List<Contender> CONTENDERS = List.of(Peer.HEADGATE, Peer.PLAIN, Peer.TUNED, Peer.GUARDED,
            Limit.DRIVER);
    private static final List<Class<?>> LIBRARIES = List.of(Mono.class, PostgresqlConnection.class,
            ConnectionPool.class, AsyncProfiler.class);
    private static final String[] EXACT = {"-XX:+UnlockDiagnosticVMOptions", "-XX:+DebugNonSafepoints"};
    private static final Duration LOOP = Duration.ofSeconds(3);
    private static final int LOOPS = 20; // to be warm for what comes once in 10 s, and for the end of a loop, too
    private static final Duration RECORDED = Duration.ofSeconds(10);
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final int CALLERS = 64;

    private Profile() {}

    /**
     * Takes six minutes.
     *
     * @param scratch where the stacks go too, for who wants to see more of them
     * @return the page
     */
    public static Path write(Path pages, Path scratch) throws IOException {
        try (PostgresServer server = PostgresServer.started()) {
            Work.SCHEMA.forEach(server::execute);
            List<Look> looks = new ArrayList<>();
            for (Contender contender : CONTENDERS) {
                looks.add(look(contender, server, scratch));
            }
            String body = new ProfilePage(looks).body(LOOP.multipliedBy(LOOPS), RECORDED);
            return new Page("profile", "-Dbench=profile", body, LIBRARIES).write(pages);
        }
    }

    private static Look look(Contender contender, PostgresServer server, Path scratch) throws IOException {
        System.out.println(contender.label() + ": warming up, then recording");
        try (PeerProcess process = PeerProcess.start(contender, Target.of(server), scratch, EXACT)) {
            process.ask(Command.open(Contender.POOL), Integer.class, LIMIT);
            for (int loop = 0; loop < LOOPS; loop++) {
                process.ask(Command.loop(Work.ROW, CALLERS, LOOP.toMillis()), Sample.class, LIMIT);
            }
            Recorded recorded = process.ask(
                    Command.profile(Work.ROW, CALLERS, RECORDED.toMillis()), Recorded.class, LIMIT);
            Path stacks = scratch.resolve(contender.id() + ".collapsed");
            Files.move(recorded.stacks(), stacks, REPLACE_EXISTING);
            return new Look(contender, recorded.sample(),
                    Files.readAllLines(stacks).stream().map(Stack::read).toList());
        }
    }
}
