package io.github.headgate.testkit;

import static java.util.Objects.requireNonNull;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A real PgBouncer before a {@link PostgresServer}, in transaction pooling mode, that can be paused, stopped and killed.
 * It is a process of this machine, where {@code pgbouncer} must be installed: a test asks {@link #isInstalled()}.
 *
 * <p>It takes the server's user and password (SCRAM-SHA-256), and knows the server's database and no other. It needs no
 * running server to start. The port stays the same through every stop and start.
 *
 * <p>In this mode each transaction may meet another session of the server, so a client must keep nothing there: no
 * prepared statements ({@code preparedStatementCacheQueries=0} of R2DBC Postgres), and no settings of a session.
 *
 * <p>Each call blocks until what it says is true, up to half a minute: they are for the thread of a test, never for an
 * event loop. One call at a time is let in. What is asked for and already so is no error. Nothing is left behind, not
 * after {@link #close()}, not after the JVM's exit, and not after its sudden death.
 *
 * <pre>{@code
 * try (PgBouncer bouncer = PgBouncer.before(server).setting("query_wait_timeout", "1").start()) {
 *     ConnectionFactory factory = ConnectionFactories.get(bouncer.url() + "?preparedStatementCacheQueries=0");
 *     bouncer.pause();
 *     …
 *     bouncer.resume();
 * }
 * }</pre>
 *
 * @see <a href="https://www.pgbouncer.org/config.html">PgBouncer's configuration</a>
 */
public final class PgBouncer implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final PostgresServer server;
    private final BouncerDirectory directory;
    private final int port;
    private final Sessions console;
    private final Watchdog watchdog;
    private @Nullable Process process; // null before the first start
    private boolean paused;
    private boolean closed;

    private PgBouncer(Builder builder) {
        this.server = builder.server;
        this.port = builder.port;
        this.directory = BouncerDirectory.create(builder.configuration(), server.user(), server.password());
        this.console = Sessions.withPgBouncer(host(), port, server.password());
        this.watchdog = Watchdog.over(directory.home());
    }

    /** Whether {@code pgbouncer} is on the {@code PATH} of this machine, or where packages put it. */
    public static boolean isInstalled() {
        return BouncerDirectory.program().isPresent();
    }

    public static Builder before(PostgresServer server) {
        return new Builder(server);
    }

    public String host() {
        return "127.0.0.1";
    }

    public int port() {
        return port;
    }

    /** The R2DBC URL of the server's database by way of this, user and password in it: {@code r2dbc:postgresql://…}. */
    public String url() {
        return server.url(host(), port);
    }

    PostgresServer server() {
        return server;
    }

    /** Returns when the admin console takes a login. What was paused is so no longer. */
    public synchronized void start() {
        if (closed) {
            throw new IllegalStateException(this + " is closed");
        }
        if (!isRunning()) {
            launch();
        }
        Await.until(this::takesLogins, LIMIT, () -> "no login into " + this + "; its log:\n" + directory.logTail());
    }

    /** Takes no more statements, lets the transactions that run end, and then ends, and with it all connections. */
    public synchronized void stop() {
        end("INT");
    }

    public synchronized void restart() {
        stop();
        start();
    }

    /** Ends it at once by SIGKILL. The server's sessions end, too, once they look at their connections. */
    public synchronized void kill() {
        end("KILL");
    }

    /**
     * Lets the transactions that run end, closes the connections to the server, and lets whoever comes after wait.
     *
     * @throws IllegalStateException if it is not running, or transactions do not end
     */
    public synchronized void pause() {
        if (!paused) {
            command("pause");
            paused = true;
        }
    }

    /** Lets those who wait go on. */
    public synchronized void resume() {
        if (paused && isRunning()) {
            command("resume");
        }
        paused = false;
    }

    /**
     * Gives a command to the admin console ({@code show pools}, {@code disable postgres}, …), and returns the rows, each
     * with its columns in order.
     *
     * @throws IllegalStateException if it refuses, or does not answer within 30 seconds
     * @see <a href="https://www.pgbouncer.org/usage.html#admin-console">The admin console</a>
     */
    public List<List<@Nullable Object>> command(String command) {
        return console.run(command);
    }

    /** Ends it, whatever its state, and deletes its files. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            watchdog.close();
        }
    }

    @Override
    public String toString() {
        return "pgbouncer at " + host() + ":" + port;
    }

    private void launch() {
        try {
            Process started = new ProcessBuilder(directory.command())
                    .redirectInput(Redirect.from(new File("/dev/null")))
                    .redirectErrorStream(true)
                    .redirectOutput(Redirect.appendTo(directory.log().toFile()))
                    .start();
            watchdog.guard(started.pid());
            process = started;
            paused = false;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run pgbouncer", e);
        }
    }

    private boolean takesLogins() {
        if (!isRunning()) {
            throw new IllegalStateException(this + " ended while starting; its log:\n" + directory.logTail());
        }
        try {
            return !command("show version").isEmpty();
        } catch (IllegalStateException notYet) {
            return false;
        }
    }

    private boolean isRunning() {
        return process != null && process.isAlive();
    }

    private void end(String signal) {
        if (process != null && process.isAlive()) {
            List<ProcessHandle> alone = List.of(process.toHandle());
            Processes.signal(signal, alone);
            Processes.awaitEnd(alone, LIMIT);
            Processes.exitCode(process); // until this JVM, too, has heard of it
        }
    }

    /** Gathers the settings of one PgBouncer. */
    public static final class Builder {

        private final PostgresServer server;
        private final Map<String, String> settings = new LinkedHashMap<>();
        private String upstreamHost;
        private int upstreamPort;
        private int port = Ports.free();

        private Builder(PostgresServer server) {
            this.server = requireNonNull(server, "server");
            this.upstreamHost = server.host();
            this.upstreamPort = server.port();
        }

        /** A line of the section {@code [pgbouncer]} of {@code pgbouncer.ini}. */
        public Builder setting(String name, String value) {
            settings.put(requireNonNull(name, "name"), requireNonNull(value, "value"));
            return this;
        }

        /** Where it reaches the server, if not at its own address: at a {@link FaultProxy} before it, for one. */
        public Builder upstream(String host, int port) {
            this.upstreamHost = requireNonNull(host, "host");
            this.upstreamPort = Ports.requireValid(port);
            return this;
        }

        /** Where it listens. Defaults to a free port, outside the range of outgoing connections. */
        public Builder port(int port) {
            this.port = Ports.requireValid(port);
            return this;
        }

        /**
         * One that is not running yet. Its port is known and refuses.
         *
         * @throws IllegalStateException if {@code pgbouncer} is not installed
         */
        public PgBouncer build() {
            return new PgBouncer(this);
        }

        /**
         * {@link #build()}, and returns when it takes logins.
         *
         * @throws IllegalStateException if it is not installed, or does not come up, with its log in the message
         */
        public PgBouncer start() {
            PgBouncer bouncer = build();
            try {
                bouncer.start();
                return bouncer;
            } catch (RuntimeException e) {
                bouncer.close();
                throw e;
            }
        }

        private BouncerConfiguration configuration() {
            return new BouncerConfiguration(
                    "%s = host=%s port=%d".formatted(PostgresServer.DATABASE, upstreamHost, upstreamPort), port,
                    settings);
        }
    }
}
