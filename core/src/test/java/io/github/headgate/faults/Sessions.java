package io.github.headgate.faults;

import io.github.headgate.testkit.PgBouncer;
import io.github.headgate.testkit.PostgresServer;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * The sessions that a client has at the server, in its {@code application_name}.
 *
 * @param bouncer what stands between: then what the client has is connections to it, which share the sessions
 */
record Sessions(PostgresServer server, String application, Optional<PgBouncer> bouncer) {

    private static final Set<String> ENDED = Set.of("57P02", "57P01", "08006"); // crash_shutdown, or just a reset
    private static final Duration PAUSE = Duration.ofMillis(10);
    private static final Duration LIMIT = Duration.ofSeconds(5);

    int count() {
        return bouncer.map(this::connections).orElseGet(() -> count("true"));
    }

    int inTransaction() {
        return count("state like 'idle in transaction%'");
    }

    int active() {
        return count("state = 'active'");
    }

    private int connections(PgBouncer between) {
        return (int) between.command("show clients").stream().filter(row -> row.contains(application)).count();
    }

    /** Ends one session, drawn by {@code chance} in 0 … 1, as an administrator would. */
    void terminateOne(double chance) {
        server.query("select pg_terminate_backend(pid) from (" + one(chance) + ") victim");
    }

    void terminateAll() {
        server.query("select pg_terminate_backend(pid) from pg_stat_activity where application_name = '" + application
                + "'");
    }

    /**
     * Ends the process of one session by SIGKILL, as soon as there is one; if none comes in 5 s, it does nothing. The
     * server then ends all others, the one that asks for it among them, and recovers.
     */
    void killOne(double chance) {
        long begun = System.nanoTime();
        while (count("true") == 0) {
            if (System.nanoTime() - begun > LIMIT.toNanos()) {
                return;
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        try {
            server.execute("""
                    do $$ declare victim int; begin
                        select pid into strict victim from (%s) one;
                        execute format('copy (select 1) to program ''cat > /dev/null; kill -9 %%s''', victim);
                        perform pg_sleep(30);
                    end $$""".formatted(one(chance)));
        } catch (IllegalStateException ended) {
            if (!(ended.getCause() instanceof SQLException cause) || !ENDED.contains(cause.getSQLState())) {
                throw ended;
            }
        }
    }

    private String one(double chance) {
        String all = "pg_stat_activity where application_name = '" + application + "'";
        return "select pid from " + all + " order by backend_start offset floor(" + chance
                + " * (select count(*) from " + all + ")) limit 1";
    }

    private int count(String condition) {
        return ((Number) server.query("select count(*) from pg_stat_activity where application_name = '" + application
                + "' and " + condition).get(0).get(0)).intValue();
    }
}
