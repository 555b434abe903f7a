package io.github.headgate.testkit;

import static java.util.Objects.requireNonNull;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A real Postgres that can be broken: stopped, killed, frozen, failed over. In a container where a Docker engine
 * answers, else from embedded binaries, as any user, root too; {@link PostgresKind#PROPERTY} forces one of them.
 *
 * <p>Port and data stay the same through every stop and start. Logins need the password (SCRAM-SHA-256), TLS is off,
 * and files are not synced, so that a start takes a fraction of a second: what was committed outlives the death of the
 * server, but not of the machine.
 *
 * <p>Each call blocks until what it says is true, up to half a minute: they are for the thread of a test, never for an
 * event loop. One call at a time is let in. What is asked for and already so is no error, so a test may clean up
 * without asking: {@code thaw()} of a server that is not frozen does nothing.
 *
 * <p>Nothing is left behind, not after {@link #close()}, not after the JVM's exit, and not after its sudden death.
 *
 * <pre>{@code
 * try (PostgresServer server = PostgresServer.started()) {
 *     ConnectionFactory factory = ConnectionFactories.get(server.url());
 *     server.freeze(Freeze.ALL);
 *     …
 *     server.thaw();
 * }
 * }</pre>
 */
public final class PostgresServer implements AutoCloseable {

    /** The system property that names another Docker image for all servers. */
    public static final String IMAGE_PROPERTY = "headgate.testkit.image";

    static final String USER = Installation.USER;
    static final String DATABASE = "postgres";

    private static final Duration START_LIMIT = Duration.ofSeconds(30);

    private final PostgresSettings settings;
    private final Backend backend;
    private final Sessions sessions;
    private boolean closed;

    private PostgresServer(PostgresSettings settings, Backend backend) {
        this.settings = settings;
        this.backend = backend;
        this.sessions = new Sessions(backend.host(), settings.port(), settings.password());
    }

    /** A running server with the defaults. */
    public static PostgresServer started() {
        return builder().start();
    }

    public static Builder builder() {
        return new Builder();
    }

    public PostgresKind kind() {
        return backend.kind();
    }

    public String host() {
        return backend.host();
    }

    public int port() {
        return settings.port();
    }

    /** A superuser. */
    public String user() {
        return USER;
    }

    public String password() {
        return settings.password();
    }

    public String database() {
        return DATABASE;
    }

    /** The R2DBC URL, user and password in it: {@code r2dbc:postgresql://…}. */
    public String url() {
        return url(host(), port());
    }

    /** The R2DBC URL of something that stands before this server. */
    String url(String host, int port) {
        String password = URLEncoder.encode(password(), StandardCharsets.UTF_8).replace("+", "%20");
        return "r2dbc:postgresql://%s:%s@%s:%d/%s".formatted(USER, password, host, port, DATABASE);
    }

    /** Returns when a login works. */
    public synchronized void start() {
        requireOpen();
        if (!backend.isRunning()) {
            backend.start();
        }
        Await.until(this::takesLogins, START_LIMIT, () -> "no login into " + this + "; its log:\n" + backend.log());
    }

    /** {@link Shutdown#FAST}, and returns when the last process has ended. */
    public void stop() {
        stop(Shutdown.FAST);
    }

    public synchronized void stop(Shutdown how) {
        if (backend.isRunning()) {
            backend.thaw();
            backend.stop(how);
        }
    }

    public synchronized void restart(Shutdown how) {
        stop(how);
        start();
    }

    /** Ends every process at once by SIGKILL, as a crash of the machine would. Clients see resets. */
    public synchronized void kill() {
        if (backend.isRunning()) {
            backend.kill();
        }
    }

    /**
     * Stops processes in their tracks, and leaves their sockets open. What was frozen before in another way is thawed.
     *
     * @throws IllegalStateException if the server is not running
     */
    public synchronized void freeze(Freeze what) {
        requireRunning();
        backend.thaw();
        if (what == Freeze.SESSIONS) {
            backend.freeze(clients());
        } else {
            backend.freeze(what);
        }
    }

    private List<Integer> clients() {
        return query(
                "select pid from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()")
                .stream()
                .map(row -> (Integer) requireNonNull(row.get(0)))
                .toList();
    }

    /** Lets it go on where it was. */
    public synchronized void thaw() {
        if (backend.isRunning()) {
            backend.thaw();
        }
    }

    /**
     * Ends all sessions of clients, as an administrator would (57P01). A standby's is none of them.
     *
     * @return how many there were
     */
    public int terminateBackends() {
        List<List<@Nullable Object>> terminated = query("select pg_terminate_backend(pid) from pg_stat_activity"
                + " where backend_type = 'client backend' and pid <> pg_backend_pid()");
        return terminated.size();
    }

    /**
     * Makes a server that streams from this one and takes reads, and returns when it does. It is the caller's to close.
     * For as long as the copying takes (a tenth of a second or so) an embedded server is frozen.
     *
     * @throws IllegalStateException if this server is not running
     */
    public synchronized PostgresServer standby() {
        requireRunning();
        PostgresSettings other = settings.onPort(Ports.free());
        execute("checkpoint");
        PostgresServer standby = new PostgresServer(other, backend.standby(other));
        standby.start();
        standby.awaitStreaming();
        return standby;
    }

    /** Makes a primary of a standby, and returns when it takes writes. */
    public void promote() {
        execute("select pg_promote()");
    }

    /** Whether a login works now. Where nobody answers, that is known after two seconds. */
    public boolean acceptsConnections() {
        return sessions.canLogIn();
    }

    /**
     * Runs statements in a session of their own, through pgjdbc: what is being tested has no part in it.
     *
     * @throws IllegalStateException if the server refuses, or does not answer within 30 seconds
     */
    public void execute(String sql) {
        sessions.run(sql);
    }

    /**
     * As {@link #execute}, and returns the rows, each with its columns in order.
     *
     * @throws IllegalStateException if the server refuses, or does not answer within 30 seconds
     */
    public List<List<@Nullable Object>> query(String sql) {
        return sessions.run(sql);
    }

    /** Ends the server, whatever its state, and deletes its data. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            backend.close();
        }
    }

    @Override
    public String toString() {
        return "postgres (" + kind().name().toLowerCase(Locale.ROOT) + ") at " + host() + ":" + port();
    }

    private boolean takesLogins() {
        if (!backend.isRunning()) {
            throw new IllegalStateException(this + " ended while starting; its log:\n" + backend.log());
        }
        return sessions.canLogIn();
    }

    private void awaitStreaming() {
        Await.until(() -> !query("select 1 from pg_stat_wal_receiver where status = 'streaming'").isEmpty(),
                START_LIMIT, () -> this + " does not stream; its log:\n" + backend.log());
    }

    private void requireRunning() {
        if (!backend.isRunning()) {
            throw new IllegalStateException(this + " is not running");
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException(this + " is closed");
        }
    }

    /** Gathers the settings of one server. */
    public static final class Builder {

        private final Map<String, String> parameters = new LinkedHashMap<>();
        private int port = Ports.free();
        private String password = Installation.PASSWORD;
        private String image = System.getProperty(IMAGE_PROPERTY, "postgres:16-alpine");

        private Builder() {}

        /** A line of {@code postgresql.conf}. {@code alter system} can override it later. */
        public Builder setting(String name, String value) {
            parameters.put(requireNonNull(name, "name"), requireNonNull(value, "value"));
            return this;
        }

        /** Defaults to a free one, outside the range of outgoing connections. */
        public Builder port(int port) {
            this.port = Ports.requireValid(port);
            return this;
        }

        public Builder password(String password) {
            this.password = requireNonNull(password, "password");
            return this;
        }

        /** The Docker image, if the server is to run in a container. Defaults to {@code postgres:16-alpine}. */
        public Builder image(String image) {
            this.image = requireNonNull(image, "image");
            return this;
        }

        /** A server that is not running yet, for clients that are there before it. Its port is known and refuses. */
        public PostgresServer build() {
            PostgresSettings settings = new PostgresSettings(port, password, parameters, image);
            return new PostgresServer(settings, Backends.create(settings));
        }

        /**
         * {@link #build()}, and returns when a login works.
         *
         * @throws IllegalStateException if the server does not come up, with its log in the message
         */
        public PostgresServer start() {
            PostgresServer server = build();
            try {
                server.start();
                return server;
            } catch (RuntimeException e) {
                server.close();
                throw e;
            }
        }
    }
}
